# A hundred thousand writes of one byte.
# slow: yes
# expect: ok|timeout
# wallMs: 1500
import os

for _ in range(100_000):
    os.write(1, b"x")
