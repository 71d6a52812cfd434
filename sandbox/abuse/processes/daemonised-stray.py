# A process that leaves its session outlives its parent, but not the run.
# expect: ok
# files: honest.csv
import os
import time

with open("/job/out/honest.csv", "w") as file:
    file.write("a\n")
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.closerange(0, 3)
        time.sleep(1)
        with open("/job/out/stray.csv", "w") as file:
            file.write("a\n")
        time.sleep(1000)
    os._exit(0)
