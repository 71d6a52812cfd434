"""The marks of one axes: bars, lines, scatters, areas, wedges, images, each with its numbers in data units."""

import itertools
import math
from collections.abc import Iterable
from typing import Any

MAX_SERIES = 40
MAX_POINTS = 1000


def describe_marks(axes: Any) -> dict[str, Any]:
    """Series are cut at 1,000 points and say how many there were (``count``)."""
    return {
        "bars": _bars(axes),
        "lines": [_line(line) for line in axes.lines[:MAX_SERIES] if not _is_error_bar(axes, line)],
        "scatters": _scatters(axes),
        "areas": _areas(axes),
        "wedges": _wedges(axes),
        "images": [_image(image) for image in axes.images[:8]],
    }


def number(value: Any) -> float | None:
    """A JSON number of nine significant digits; None for what is not finite."""
    try:
        plain = float(value)
    except (TypeError, ValueError):
        return None
    return float(f"{plain:.9g}") if math.isfinite(plain) else None


def _numbers(values: Iterable[Any]) -> list[float | None]:
    return [number(value) for value in itertools.islice(values, MAX_POINTS)]


def _label(artist: Any) -> str:
    """The label that a legend would show; matplotlib's own names (``_child3``) count as none."""
    label = str(artist.get_label() or "")[:200]
    return "" if label.startswith("_") else label


def _bars(axes: Any) -> list[dict[str, Any]]:
    from matplotlib.container import BarContainer
    from matplotlib.patches import Rectangle

    found: list[tuple[str, str | None, Any]] = []
    owned: set[int] = set()
    for container in axes.containers:
        if isinstance(container, BarContainer):
            owned.update(id(patch) for patch in container.patches)
            found += [(_label(container), container.orientation, patch) for patch in container.patches]
    found += [
        (_label(patch), None, patch)
        for patch in axes.patches
        if isinstance(patch, Rectangle) and id(patch) not in owned
    ]
    return [_bar(*entry) for entry in found[:MAX_POINTS]]


def _bar(label: str, orientation: str | None, patch: Any) -> dict[str, Any]:
    x, width, y, height = _numbers([patch.get_x(), patch.get_width(), patch.get_y(), patch.get_height()])
    return {"label": label, "orientation": orientation, "x": x, "width": width, "y": y, "height": height}


def _line(line: Any) -> dict[str, Any]:
    x, y = line.get_xdata(orig=False), line.get_ydata(orig=False)
    return {
        "label": _label(line),
        "x": _numbers(x),
        "y": _numbers(y),
        "count": len(x),
        "style": str(line.get_linestyle())[:20],
        "marker": str(line.get_marker())[:20],
    }


def _is_error_bar(axes: Any, line: Any) -> bool:
    from matplotlib.container import ErrorbarContainer

    return any(
        line in container.lines[1] for container in axes.containers if isinstance(container, ErrorbarContainer)
    )


def _scatters(axes: Any) -> list[dict[str, Any]]:
    from matplotlib.collections import PathCollection

    collections = [entry for entry in axes.collections if isinstance(entry, PathCollection)]
    found = []
    for collection in collections[:MAX_SERIES]:
        offsets = collection.get_offsets()
        x, y = _numbers(point[0] for point in offsets), _numbers(point[1] for point in offsets)
        found.append({"label": _label(collection), "x": x, "y": y, "count": len(offsets)})
    return found


def _areas(axes: Any) -> list[dict[str, Any]]:
    """Filled areas (``fill_between``, ``stackplot``, ``violinplot``) by their outline."""
    from matplotlib.collections import PolyCollection

    found = []
    for collection in axes.collections:
        if isinstance(collection, PolyCollection):
            # One area in several pieces where values are missing.
            vertices = [place for path in collection.get_paths()[:MAX_SERIES] for place in path.vertices]
            x, y = _numbers(place[0] for place in vertices), _numbers(place[1] for place in vertices)
            found.append({"label": _label(collection), "x": x, "y": y, "count": len(vertices)})
    return found[:MAX_SERIES]


def _wedges(axes: Any) -> list[dict[str, Any]]:
    """Pie slices; ``share`` is the part of the full circle, 0 to 1."""
    from matplotlib.patches import Wedge

    wedges = [patch for patch in axes.patches if isinstance(patch, Wedge)]
    return [
        {"label": _label(patch), "share": _numbers([(patch.theta2 - patch.theta1) / 360])[0]}
        for patch in wedges[:MAX_POINTS]
    ]


def _image(image: Any) -> dict[str, Any]:
    """An image's shape and, when it is a small grid (a heat map), its values by row."""
    array = image.get_array()
    shape = [int(size) for size in array.shape]
    small = len(shape) == 2 and shape[0] * shape[1] <= MAX_POINTS
    return {"shape": shape, "values": [_numbers(row) for row in array] if small else None}
