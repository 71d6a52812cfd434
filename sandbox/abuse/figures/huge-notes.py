# Notes at the limits of their size and number, each a valid description of a figure, and more beyond.
# slow: yes
# expect: ok
# wallMs: 15000
import json
import os

os.makedirs("/tmp/.snaprun", exist_ok=True)
series = {"label": "l" * 500, "x": [1.5] * 1000, "y": [1.5] * 1000, "count": 1000, "style": "-", "marker": "o"}
axes = {"title": "t" * 500, "lines": [series] * 40}
facts = {"file": "x.png", "title": "", "widthInches": 1, "heightInches": 1, "axes": [axes]}
text = json.dumps(facts)
for number in range(40):
    with open(f"/tmp/.snaprun/figure-{number:03}.json", "w") as file:
        file.write(text[: 600_000] if number % 5 else "9" * 524_288)
