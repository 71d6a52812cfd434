# Each child stays below the limit, all together pass it.
# expect: out_of_memory
# wallMs: 15000
# memoryMB: 384
import os
import time

for _ in range(6):
    if os.fork() == 0:
        kept = b"x" * (150 * 1024 * 1024)
        time.sleep(60)
time.sleep(60)
