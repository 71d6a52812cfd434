# Two processes fill both streams at once; the limit is one for both.
# expect: output_limit
import os

if os.fork() == 0:
    while True:
        os.write(2, b"e" * 4096)
while True:
    os.write(1, b"o" * 4096)
