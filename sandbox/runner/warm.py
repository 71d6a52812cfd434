"""What is done before a job is known, so that the job need not wait for it."""

import gc
import importlib
import io
import os
import shutil

from . import figure_hooks

# What nearly every program imports; the rest (scipy, sklearn, cv2) costs memory and is left to those who use it.
LIBRARIES = ("numpy", "pandas", "PIL.Image", "matplotlib.pyplot")


def prepare() -> None:
    """Put the prebuilt font cache where matplotlib may write, and hook matplotlib for when it is imported."""
    cache = os.environ.get("SNAPRUN_FONT_CACHE")
    config = os.environ.get("MPLCONFIGDIR")
    if cache and config and os.path.isdir(cache):
        shutil.copytree(cache, config, dirs_exist_ok=True)
    figure_hooks.install()


def warm() -> None:
    """Import the heavy libraries and draw once; the forked program shares the result."""
    for library in LIBRARIES:
        importlib.import_module(library)
    from matplotlib.figure import Figure

    figure = Figure(figsize=(2, 2), dpi=50)
    axes = figure.add_subplot()
    axes.bar(["a", "b"], [1, 2], label="a")
    axes.set_title("a")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png")
    figure_hooks.forget()
    gc.collect()
    gc.freeze()
