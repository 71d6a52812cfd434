/** A program as the coder writes them, of their usual length: nothing is wrong with it, and checking it takes longest. */
export const honestProgram = `"""Draws the chart again from the numbers that were read off it."""
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

OUT = Path("/job/out")
TITLE = "Monthly sales by region"
X_LABEL = "Month"
Y_LABEL = "Units (thousands)"
CATEGORIES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
SERIES = {
    "North": [12.5, 18.2, 9.0, 14.1, 16.6, 21.3, 25.0, 24.2, 19.8, 15.5, 11.9, 13.4],
    "South": [8.1, 9.4, 10.2, 12.8, 15.0, 17.7, 20.1, 19.6, 16.3, 12.2, 9.7, 8.8],
    "West": [5.5, 6.1, 7.4, 8.0, 9.9, 11.2, 12.5, 12.1, 10.4, 8.3, 6.9, 6.0],
}
COLORS = {"North": "#4c72b0", "South": "#dd8452", "West": "#55a868"}


def write_numbers(frame: pd.DataFrame) -> None:
    frame.to_csv(OUT / "data.csv", index=False)


def draw(frame: pd.DataFrame) -> None:
    figure, axes = plt.subplots(figsize=(8, 5), dpi=150)
    width = 0.8 / len(SERIES)
    for position, name in enumerate(SERIES):
        rows = frame[frame["series"] == name]
        offsets = [i + (position - (len(SERIES) - 1) / 2) * width for i in range(len(rows))]
        axes.bar(offsets, rows["value"], width=width, label=name, color=COLORS[name])
    axes.set_xticks(range(len(CATEGORIES)))
    axes.set_xticklabels(CATEGORIES, rotation=45, ha="right")
    axes.set_title(TITLE)
    axes.set_xlabel(X_LABEL)
    axes.set_ylabel(Y_LABEL)
    axes.legend(frameon=False)
    axes.grid(axis="y", alpha=0.3)
    figure.tight_layout()
    figure.savefig(OUT / "figure.png")
    figure.savefig(OUT / "figure.svg")
    plt.close(figure)


def main() -> None:
    rows = [
        {"category": category, "series": name, "value": value}
        for name, values in SERIES.items()
        for category, value in zip(CATEGORIES, values)
    ]
    frame = pd.DataFrame(rows)
    write_numbers(frame)
    draw(frame)
    print(f"{len(frame)} values in {len(SERIES)} series, {frame['value'].sum():.1f} in all")


main()
`;
