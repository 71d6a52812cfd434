# A megabyte without a line break, all NUL.
# expect: ok
import os

for _ in range(15):
    os.write(1, bytes(65_536))
