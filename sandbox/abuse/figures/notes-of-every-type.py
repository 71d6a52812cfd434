# Notes of every wrong type: numbers that are none, half characters, deep nesting, keys of JavaScript's own objects.
# expect: ok
import os

os.makedirs("/tmp/.snaprun", exist_ok=True)
good = '"file": null, "title": "", "widthInches": 1, "heightInches": 1'
notes = [
    "null", "[]", '"text"', "1e999", "NaN", "Infinity", "-0", "{", '{"a":' * 50_000, "[" * 200_000, "\ufeff{}", '"\\ud800"', "9" * 100_000,
    '{%s, "axes": [{"title": NaN}]}' % good, '{%s, "axes": {"length": 4294967295}}' % good, '{%s, "axes": [{"title": "\\ud800\\u0000"}]}' % good,
    '{"__proto__": {"file": "x"}, "constructor": {"prototype": {"polluted": 1}}, "toString": 1, %s, "axes": []}' % good,
    '{%s, "axes": [{"title": "", "lines": [{"label": "", "x": [1e400], "y": [null], "count": -1, "style": "", "marker": ""}]}]}' % good,
    '{"file": "../../../../etc/passwd", "title": "", "widthInches": 1e308, "heightInches": -1e308, "axes": []}',
    '{"file": "%s", "title": "", "widthInches": 1, "heightInches": 1, "axes": []}' % ("x" * 400_000),
]
for number, text in enumerate(notes):
    with open(f"/tmp/.snaprun/figure-{number:03}.json", "w", errors="surrogatepass") as file:
        file.write(text)
with open("/tmp/.snaprun/figure-023.json", "wb") as file:
    file.write(bytes(range(256)) * 100)
