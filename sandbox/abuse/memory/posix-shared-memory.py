# /dev/shm and every other folder in memory has a size.
# expect: ok
# says: ^refused$
import os

written = 0
for folder in ("/dev/shm", "/dev/mqueue", "/run", "/run/lock", "/var/tmp", "/tmp"):
    try:
        for n in range(1000):
            with open(f"{folder}/{n}", "wb") as file:
                written += file.write(bytes(8_000_000))
    except OSError:
        pass
print("ESCAPED" if written > 1 << 30 else "refused")
