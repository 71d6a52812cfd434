"""Draws and damages pictures for the evaluation: one JSON request a line on stdin, one JSON answer a line on stdout.

A request is {"truth", "look", "producer", "damage"?} or {"png", "damage"}; an answer is {"picture": base64} or {"error"}.
"""

import base64
import io
import json
import logging
import sys
import traceback

import matplotlib
from matplotlib import font_manager

matplotlib.use("Agg")

from damage import damage_picture
from matplotlib_charts import draw_matplotlib
from pillow_table import draw_pillow
from seaborn_charts import draw_seaborn

DRAW = {"matplotlib": draw_matplotlib, "seaborn": draw_seaborn, "pillow": draw_pillow}


def answer(request):
    if "png" in request:
        picture = base64.b64decode(request["png"])
    else:
        picture = DRAW[request["producer"]](request["truth"], request["look"])
    if request.get("damage"):
        picture = damage_picture(picture, request["damage"])
    return {"picture": base64.b64encode(picture).decode("ascii")}


def find_fonts():
    """Takes the machine's fonts as they are now: matplotlib's own list is from whenever it ran first."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for path in sorted(font_manager.findSystemFonts()):
        if path not in known and "Liberation" in path:
            font_manager.fontManager.addfont(path)
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)


def main():
    find_fonts()
    out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", write_through=True)
    # Nothing that a library prints may come between the answers.
    sys.stdout = sys.stderr
    for line in sys.stdin:
        try:
            reply = answer(json.loads(line))
        except Exception:
            reply = {"error": traceback.format_exc(limit=-3)}
        out.write(json.dumps(reply) + "\n")


if __name__ == "__main__":
    main()
