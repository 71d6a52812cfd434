"""Charts as seaborn draws them: from a long table, with its themes."""

from contextlib import ExitStack

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib_charts import begin, edges_of, finish, name_ticks, picture_of, ys_of


def draw_seaborn(truth, look):
    theme = {"none": "ticks", "values": "whitegrid", "both": "darkgrid"}[look["grid"]]
    with ExitStack() as stack:
        stack.enter_context(plt.rc_context())
        sns.set_theme(style=theme)
        light = look["foreground"] < "#888888"
        figure, axes = begin(stack, look, "default" if not light else ["default", f"seaborn-v0_8-{theme}"])
        draw(axes, truth, look)
        finish(axes, truth, look)
        return picture_of(figure)


def draw(axes, truth, look):
    kind = truth["kind"]
    rows = [
        {"x": point["x"], "y": point["y"], "name": one["name"] or ""}
        for one in truth["series"]
        for point in one["points"]
    ]
    frame = pd.DataFrame(rows)
    several = len(truth["series"]) > 1
    colors = {"hue": "name", "palette": look["palette"][: len(truth["series"])]} if several else {"color": look["palette"][0]}
    names = [str(point["x"]) for point in truth["series"][0]["points"]]
    if kind in ("bar", "grouped_bar"):
        sns.barplot(frame.astype({"x": str}), x="x", y="y", errorbar=None, width=look["barShare"], ax=axes, **colors)
        name_ticks(axes, range(len(names)), names, look)
    elif kind == "horizontal_bar":
        sns.barplot(frame.astype({"x": str}), x="y", y="x", errorbar=None, width=look["barShare"], ax=axes, **colors)
    elif kind == "line":
        numeric = truth["x"]["scale"] == "linear"
        if not numeric:
            frame["x"] = frame["x"].map({name: i for i, name in enumerate(names)})
        style = {"style": "name", "markers": True, "dashes": False} if several and look["markers"] else {}
        sns.lineplot(frame, x="x", y="y", errorbar=None, ax=axes, **colors, **style)
        if not numeric:
            name_ticks(axes, range(len(names)), names, look)
    elif kind == "scatter":
        sns.scatterplot(frame, x="x", y="y", s=(look["fontSize"] * 0.5) ** 2, ax=axes, **colors)
    elif kind == "histogram":
        edges = list(edges_of(truth["series"][0]))
        sns.histplot(
            x=edges[:-1], bins=edges, weights=ys_of(truth["series"][0]), color=look["palette"][0], ax=axes
        )
    elif kind == "box":
        # Five values have exactly themselves as minimum, quartiles and maximum.
        sns.boxplot(frame.astype({"x": str}), x="x", y="y", width=look["barShare"] * 0.8, color=look["palette"][0], ax=axes)
        name_ticks(axes, range(len(names)), names, look)
    else:
        raise ValueError(f"seaborn draws no {kind}")
    axes.set(xlabel="", ylabel="")
