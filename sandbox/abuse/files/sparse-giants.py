# Files of ten gigabytes that take no room, and as many of the largest size as there may be.
# slow: yes
# expect: ok
# files: 0.csv 1.csv 2.csv
import os
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for name, size in (("giant.csv", 10 << 30), ("huge.csv", 1 << 62)):
    with open(f"/job/out/{name}", "wb") as file:
        try:
            file.truncate(size)
        except OSError:
            os.remove(file.name)
for n in range(10):
    with open(f"/job/out/{n}.csv", "wb") as file:
        file.truncate(20_000_000)
