# Process 1 of a namespace cannot be killed from within.
# expect: killed
import os
import signal

for target, number in ((1, signal.SIGKILL), (1, signal.SIGSTOP), (-1, signal.SIGSTOP), (-1, signal.SIGKILL)):
    try:
        os.kill(target, number)
    except OSError:
        pass
os.kill(os.getpid(), signal.SIGKILL)
