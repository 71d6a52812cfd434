"""Tables painted with Pillow: text on a page, with or without rules, also like a receipt."""

import io

from matplotlib.font_manager import FontProperties, findfont
from PIL import Image, ImageDraw, ImageFont


def draw_pillow(truth, look):
    header, rows = truth["table"]["header"], truth["table"]["rows"]
    lines = [header, *rows]
    size = max(10, round(look["fontSize"]))
    plain = ImageFont.truetype(findfont(FontProperties(family=look["font"])), size)
    bold = ImageFont.truetype(findfont(FontProperties(family=look["font"], weight="bold")), size)
    gap = size * (1.2 if look["rules"] == "all" else 2)
    widths = [max(bold.getlength(line[i]) for line in lines) + gap for i in range(len(header))]
    line_height = round(size * 2)
    margin = size * 2
    top = margin + (size * 3 if truth["title"] else 0)
    image = Image.new(
        "RGB", (round(sum(widths) + 2 * margin), top + line_height * len(lines) + margin), look["background"]
    )
    pen = ImageDraw.Draw(image)
    ink = look["foreground"]
    right = margin + sum(widths)
    if truth["title"]:
        pen.text((image.width / 2, margin), truth["title"], fill=ink, font=bold, anchor="mt")
    for r, line in enumerate(lines):
        y = top + r * line_height
        if look["rules"] == "zebra" and r % 2:
            pen.rectangle((margin, y, right, y + line_height), fill=look["gridColor"])
        if look["rules"] in ("all", "rows") or (look["rules"] == "zebra" and r < 2):
            pen.line((margin, y, right, y), fill=ink)
        x = margin
        for i, cell in enumerate(line):
            numeric = r > 0 and cell.strip("+-%").replace(",", "").replace(".", "").isdigit()
            middle = y + line_height / 2
            font = plain if r else bold
            if numeric:
                pen.text((x + widths[i] - gap / 2, middle), cell, fill=ink, font=font, anchor="rm")
            else:
                pen.text((x + gap / 2, middle), cell, fill=ink, font=font, anchor="lm")
            x += widths[i]
    bottom = top + len(lines) * line_height
    if look["rules"] != "none":
        pen.line((margin, bottom, right, bottom), fill=ink)
    if look["rules"] == "all":
        edge = margin
        for width in [*widths, 0]:
            pen.line((edge, top, edge, bottom), fill=ink)
            edge += width
    packed = io.BytesIO()
    image.save(packed, "PNG")
    return packed.getvalue()
