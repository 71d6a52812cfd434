"""Charts and tables drawn with matplotlib alone."""

import io
from contextlib import ExitStack

import matplotlib.pyplot as plt
import numpy as np

DPI = 100


def draw_matplotlib(truth, look):
    if truth["kind"] == "table":
        # As high as its lines: matplotlib's own rows do not grow with the font.
        lines = len(truth["table"]["rows"]) + (3 if truth["title"] else 1)
        look = look | {"height": round(lines * look["fontSize"] * 2)}
    with ExitStack() as stack:
        figure, axes = begin(stack, look, look["styleSheet"])
        draw(axes, truth, look)
        finish(axes, truth, look)
        return picture_of(figure)


def begin(stack, look, style_sheet):
    stack.enter_context(plt.style.context(style_sheet))
    points = look["fontSize"] * 72 / DPI
    sizes = ["font.size", "axes.labelsize", "xtick.labelsize", "ytick.labelsize", "legend.fontsize"]
    rc = {name: points for name in sizes}
    rc |= {"font.family": [look["font"], "DejaVu Sans"], "axes.titlesize": points * 1.3, "lines.linewidth": look["lineWidth"]}
    if style_sheet == "default":
        colors = ["text.color", "axes.labelcolor", "xtick.color", "ytick.color", "axes.edgecolor"]
        rc |= {name: look["foreground"] for name in colors}
        rc |= {"figure.facecolor": look["background"], "axes.facecolor": look["background"]}
        rc |= {"legend.facecolor": look["background"], "grid.color": look["gridColor"]}
    if look["sketch"]:
        rc["path.sketch"] = (1.2, 90.0, 2.0)
    stack.enter_context(plt.rc_context(rc))
    figure, axes = plt.subplots(
        figsize=(look["width"] / DPI, look["height"] / DPI), dpi=DPI, layout="constrained"
    )
    stack.callback(plt.close, figure)
    if style_sheet == "default" and truthy_grid(look):
        axes.grid(axis={"both": "both", "values": "y"}[look["grid"]])
        axes.set_axisbelow(True)
    return figure, axes


def truthy_grid(look):
    return look["grid"] != "none"


def picture_of(figure):
    packed = io.BytesIO()
    figure.savefig(packed, format="png", dpi=DPI, metadata={"Software": None})
    return packed.getvalue()


def xs_of(truth):
    """Positions on the x axis and, where these are names, the names."""
    values = [point["x"] for point in truth["series"][0]["points"]]
    if truth["x"] and truth["x"]["scale"] == "linear":
        return values, None
    return list(range(len(values))), [str(value) for value in values]


def ys_of(series):
    return [point["y"] for point in series["points"]]


def draw(axes, truth, look):
    kind = truth["kind"]
    series = truth["series"]
    colors = look["palette"]
    edge = {"edgecolor": look["foreground"], "linewidth": 0.8} if look["edge"] else {}
    if kind in ("bar", "horizontal_bar", "grouped_bar"):
        labels = [str(point["x"]) for point in series[0]["points"]]
        at = np.arange(len(labels))
        each = look["barShare"] / len(series)
        for i, one in enumerate(series):
            place = at + (i - (len(series) - 1) / 2) * each
            if kind == "horizontal_bar":
                bars = axes.barh(place, ys_of(one), each, color=colors[i], label=one["name"], **edge)
            else:
                bars = axes.bar(place, ys_of(one), each, color=colors[i], label=one["name"], **edge)
            if look["valueLabels"] and len(series) < 3:
                axes.bar_label(bars, fmt="{:g}", padding=2)
        if kind == "horizontal_bar":
            axes.set_yticks(at, labels)
            axes.invert_yaxis()
        else:
            name_ticks(axes, at, labels, look)
    elif kind == "stacked_bar":
        labels = [str(point["x"]) for point in series[0]["points"]]
        below = np.zeros(len(labels))
        for i, one in enumerate(series):
            bars = axes.bar(labels, ys_of(one), look["barShare"], bottom=below, color=colors[i], label=one["name"], **edge)
            if look["valueLabels"]:
                axes.bar_label(bars, fmt="{:g}", label_type="center")
            below += ys_of(one)
        name_ticks(axes, range(len(labels)), labels, look)
    elif kind == "line":
        xs, names = xs_of(truth)
        for i, one in enumerate(series):
            marker = "os^Dv"[i % 5] if look["markers"] else None
            axes.plot(xs, ys_of(one), color=colors[i], marker=marker, label=one["name"])
        if names:
            name_ticks(axes, xs, names, look)
    elif kind == "area":
        xs, names = xs_of(truth)
        axes.stackplot(
            xs, *[ys_of(one) for one in series], colors=colors, labels=[one["name"] or "" for one in series], alpha=0.85
        )
        axes.margins(x=0)
        if names:
            name_ticks(axes, xs, names, look)
    elif kind == "scatter":
        for i, one in enumerate(series):
            marker = "os^"[i % 3] if look["markers"] else "o"
            axes.scatter(
                [point["x"] for point in one["points"]],
                ys_of(one),
                color=colors[i],
                marker=marker,
                s=(look["fontSize"] * 0.45) ** 2,
                label=one["name"],
                **edge,
            )
    elif kind == "pie":
        points = series[0]["points"]
        labels = [point["x"] for point in points]
        beside = look["legend"] == "right"
        wedges = axes.pie(
            [point["y"] for point in points],
            labels=None if beside else labels,
            autopct="%.1f%%" if look["valueLabels"] else None,
            colors=colors,
            startangle=90,
            wedgeprops={"width": 0.45} if look["donut"] else {},
            pctdistance=0.78 if look["donut"] else 0.6,
        )[0]
        if beside:
            axes.legend(wedges, labels, loc="center left", bbox_to_anchor=(1, 0.5))
    elif kind == "histogram":
        edges = edges_of(series[0])
        axes.hist(edges[:-1], bins=edges, weights=ys_of(series[0]), color=colors[0], **(edge or {"edgecolor": look["background"]}))
    elif kind == "box":
        boxes = [
            dict(zip(["whislo", "q1", "med", "q3", "whishi"], numbers, strict=True), fliers=[])
            for numbers in zip(*[ys_of(one) for one in series], strict=True)
        ]
        drawn = axes.bxp(boxes, widths=look["barShare"] * 0.7, patch_artist=look["edge"], showfliers=False)
        if look["edge"]:
            for i, box in enumerate(drawn["boxes"]):
                box.set_facecolor(colors[i % len(colors)])
        labels = [str(point["x"]) for point in series[0]["points"]]
        name_ticks(axes, range(1, len(labels) + 1), labels, look)
    elif kind == "table":
        axes.axis("off")
        axes.figure.get_layout_engine().set(w_pad=0.25, h_pad=0.25)
        table = axes.table(
            cellText=truth["table"]["rows"],
            colLabels=truth["table"]["header"],
            bbox=[0, 0, 1, 1],
            cellLoc="left" if look["titleAt"] == "left" else "center",
            edges={"all": "closed", "rows": "horizontal", "zebra": "closed", "none": "open"}[look["rules"]],
        )
        table.auto_set_font_size(False)
        table.set_fontsize(look["fontSize"] * 72 / DPI)
    else:
        raise ValueError(f"matplotlib draws no {kind}")


def edges_of(series):
    middles = np.array([point["x"] for point in series["points"]], dtype=float)
    half = (middles[1] - middles[0]) / 2
    return np.append(middles - half, middles[-1] + half)


def name_ticks(axes, places, names, look):
    turned = {"rotation": 40, "ha": "right"} if look["slantLabels"] else {}
    crowded = len(names) * max(len(name) for name in names) * look["fontSize"] * 0.62 > look["width"] * 0.8
    if crowded:
        turned = {"rotation": 40, "ha": "right"}
    axes.set_xticks(places, names, **turned)


def finish(axes, truth, look):
    if truth["title"]:
        axes.set_title(truth["title"], loc=look["titleAt"])
    if truth["kind"] in ("pie", "table"):
        return
    for side in "xy":
        axis = truth[side]
        if not axis:
            continue
        if axis["label"]:
            axes.set(**{f"{side}label": axis["label"]})
        if axis["scale"] in ("linear", "log"):
            if axis["scale"] == "log":
                axes.set(**{f"{side}scale": "log"})
            else:
                axes.set(**{f"{side}ticks": axis["ticks"]})
                if axis["unit"] == "%" and look["percentTicks"]:
                    getattr(axes, f"{side}axis").set_major_formatter("{x:g}%")
            room = (axis["max"] - axis["min"]) * 0.03 if axis["label"] == "Year" else 0
            axes.set(**{f"{side}lim": (axis["min"] - room, axis["max"] + room)})
    if look["frame"] != "box":
        for name in ("top", "right"):
            axes.spines[name].set_visible(False)
    if look["frame"] == "none":
        for name in ("left", "bottom"):
            axes.spines[name].set_visible(False)
    if len(truth["series"]) > 1 and truth["kind"] != "box":
        place = {
            "inside": {"loc": "best"},
            "right": {"loc": "center left", "bbox_to_anchor": (1.01, 0.5)},
            "bottom": {"loc": "upper center", "bbox_to_anchor": (0.5, -0.16), "ncols": 3},
            "top": {"loc": "upper left", "ncols": 2},
        }[look["legend"]]
        axes.legend(**place)
