"""Hooks on matplotlib, put in place when the program (or the warm-up) imports it.

Saving a figure caps its resolution and leaves a description of it; ``plt.show()`` saves what was not
saved yet and closes the figures, as closing the windows would. The ids in an SVG are drawn from a fixed
salt: the same program gives the same file (dates come from ``SOURCE_DATE_EPOCH``).
"""

import functools
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import weakref
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

from .font_fallback import hook_font_manager, hook_mathtext
from .sidecar import clear, leave_figure

OUT = "/job/out"
MAX_DPI = 300
MAX_PIXELS = 4096
SVG_SALT = "snaprun"

_saved: "weakref.WeakSet[Any]" = weakref.WeakSet()
_count = {"described": 0, "shown": 0}


def install() -> None:
    sys.meta_path.insert(
        0,
        _Finder(
            {
                "matplotlib.font_manager": hook_font_manager,
                "matplotlib._mathtext": hook_mathtext,
                "matplotlib.figure": _hook_figure,
                "matplotlib.pyplot": _hook_pyplot,
            }
        ),
    )


def forget() -> None:
    """Leave no trace of figures drawn while warming up."""
    _count.update(described=0, shown=0)
    clear()


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, hooks: dict[str, Callable[[ModuleType], None]]) -> None:
        self._hooks = hooks

    def find_spec(self, name: str, path: Sequence[str] | None, target: Any = None) -> Any:
        hook = self._hooks.get(name)
        if hook is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.loader is None:
            return None
        run = spec.loader.exec_module

        def exec_then_hook(module: ModuleType) -> None:
            run(module)
            hook(module)

        spec.loader.exec_module = exec_then_hook  # type: ignore[method-assign]
        return spec


def _hook_figure(module: ModuleType) -> None:
    import matplotlib

    for settings in (matplotlib.rcParams, matplotlib.rcParamsDefault):
        settings["svg.hashsalt"] = SVG_SALT
    figure_class = module.Figure
    save = figure_class.savefig

    @functools.wraps(save)
    def savefig(self: Any, fname: Any, **options: Any) -> Any:
        options["dpi"] = _capped_dpi(self, options.get("dpi"))
        result = save(self, fname, **options)
        _saved.add(self)
        _describe(self, fname)
        return result

    figure_class.savefig = savefig


def _capped_dpi(figure: Any, asked: Any) -> float:
    from matplotlib import rcParams

    dpi = rcParams["savefig.dpi"] if asked is None else asked
    dpi = float(figure.dpi if dpi == "figure" else dpi)
    longest = max(float(figure.get_figwidth()), float(figure.get_figheight()), 0.01)
    return min(dpi, MAX_DPI, MAX_PIXELS / longest)


def _describe(figure: Any, target: Any) -> None:
    number = _count["described"]
    _count["described"] += 1
    try:
        from .figures import describe_figure

        leave_figure(number, {"file": _output_name(target), **describe_figure(figure)})
    except Exception:  # noqa: BLE001 - an odd figure must not make saving it fail; it is judged by its picture alone
        return


def _output_name(target: Any) -> str | None:
    """The name under the output folder, or None for a buffer or a file elsewhere."""
    try:
        path = os.path.realpath(os.fspath(target))
    except TypeError:
        return None
    if not os.path.splitext(path)[1]:
        path += ".png"  # what matplotlib appends
    return os.path.relpath(path, OUT) if path.startswith(f"{OUT}/") else None


def _hook_pyplot(module: ModuleType) -> None:
    def show(*_args: Any, **_options: Any) -> None:
        """Save every open figure that was not saved yet as /job/out/figure-N.png, then close them all."""
        for number in module.get_fignums():
            figure = module.figure(number)
            if figure not in _saved:
                _count["shown"] += 1
                figure.savefig(f"{OUT}/figure-{_count['shown']}.png", bbox_inches="tight")
        module.close("all")

    module.show = show
