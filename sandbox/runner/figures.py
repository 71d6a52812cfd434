"""What a matplotlib figure shows, as bounded JSON: the judge compares these numbers with the source's."""

from typing import Any

from .figure_marks import describe_marks, number

MAX_AXES = 16
MAX_TICKS = 100
MAX_TEXTS = 50
MAX_TEXT = 200
MAX_CELLS = 2000


def describe_figure(figure: Any) -> dict[str, Any]:
    """Title, size and axes of a figure that has just been drawn (tick labels exist only then)."""
    width, height = figure.get_size_inches()
    title = figure.get_suptitle() if hasattr(figure, "get_suptitle") else ""
    return {
        "title": text_of(title),
        "widthInches": number(width),
        "heightInches": number(height),
        "axes": [_describe_axes(axes) for axes in figure.axes[:MAX_AXES]],
    }


def text_of(value: Any) -> str:
    return str(value)[:MAX_TEXT]


def _describe_axes(axes: Any) -> dict[str, Any]:
    if not hasattr(axes, "get_xscale"):
        return {"title": text_of(axes.get_title()), "kind": type(axes).__name__}
    legend = axes.get_legend()
    return {
        "title": text_of(axes.get_title() or axes.get_title("left") or axes.get_title("right")),
        "kind": text_of(getattr(axes, "name", "")),
        "xlabel": text_of(axes.get_xlabel()),
        "ylabel": text_of(axes.get_ylabel()),
        "xscale": text_of(axes.get_xscale()),
        "yscale": text_of(axes.get_yscale()),
        "xlim": [number(value) for value in axes.get_xlim()],
        "ylim": [number(value) for value in axes.get_ylim()],
        **_ticks(axes, "x"),
        **_ticks(axes, "y"),
        "legend": [text_of(entry.get_text()) for entry in legend.get_texts()[:MAX_TEXTS]] if legend else [],
        "texts": [text_of(text.get_text()) for text in axes.texts[:MAX_TEXTS] if text.get_text().strip()],
        "tables": [_table(table) for table in axes.tables[:4]],
        **describe_marks(axes),
    }


def _ticks(axes: Any, which: str) -> dict[str, Any]:
    axis = axes.xaxis if which == "x" else axes.yaxis
    places = list(axis.get_ticklocs())[:MAX_TICKS]
    labels = [label.get_text() for label in axis.get_ticklabels()[: len(places)]]
    labels += [""] * (len(places) - len(labels))
    return {
        f"{which}ticks": [number(place) for place in places],
        f"{which}ticklabels": [text_of(label) for label in labels],
    }


def _table(table: Any) -> dict[str, Any]:
    """Rows of cells; a column header is row 0 as matplotlib keeps it, row labels are the first column."""
    cells = list(table.get_celld().items())[:MAX_CELLS]
    rows = sorted({row for (row, _), _ in cells})
    columns = sorted({column for (_, column), _ in cells})
    texts = {place: text_of(cell.get_text().get_text()) for place, cell in cells}
    return {"cells": [[texts.get((row, column), "") for column in columns] for row in rows]}
