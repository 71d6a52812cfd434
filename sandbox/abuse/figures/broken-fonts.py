# Fonts made of noise and fonts cut anywhere, handed to the C library that reads them.
# slow: yes
# expect: ok|error
# says: ^reading$
# wallMs: 10000
import random

import matplotlib
from matplotlib.ft2font import FT2Font

print("reading", flush=True)
path = matplotlib.get_data_path() + "/fonts/ttf/DejaVuSans.ttf"
with open(path, "rb") as file:
    good = file.read()
random.seed(1)
for n in range(60):
    broken = bytearray(good[: random.randrange(100, len(good))])
    for _ in range(200):
        broken[random.randrange(12, len(broken))] = random.randrange(256)
    with open("/tmp/broken.ttf", "wb") as file:
        file.write(broken)
    try:
        font = FT2Font("/tmp/broken.ttf")
        font.set_size(12, 72)
        font.set_text("Snaprun", 0.0)
        font.draw_glyphs_to_bitmap()
    except (RuntimeError, ValueError, OSError, MemoryError, TypeError, UnicodeDecodeError):
        pass
