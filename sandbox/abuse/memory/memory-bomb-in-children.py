# Each child stays below the limit, all together pass it.
# expect: out_of_memory
import os
import time

for _ in range(5):
    if os.fork() == 0:
        kept = b"x" * (700 * 1024 * 1024)
        time.sleep(60)
time.sleep(60)
