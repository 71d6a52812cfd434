# SIGSTOP and SIGKILL for process 1: the kernel protects it, or its death is told as what it is.
# expect: ok
# says: ^still here$
# expect[docker/runsc]: killed
# says[docker/runsc]: ^$
# why[docker/runsc]: gVisor does not protect process 1 of a container from its own kind; the box ends and the worker tells.
import os
import signal
import time

for number in (signal.SIGSTOP, signal.SIGKILL):
    try:
        os.kill(1, number)
    except OSError:
        pass
    time.sleep(0.02)
print("still here")
