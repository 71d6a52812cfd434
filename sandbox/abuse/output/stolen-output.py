# The program reads its own output pipe empty, so that a supervisor that reads blindly would hang.
# expect: timeout
# wallMs: 700
import os
import time

thief = os.open("/proc/self/fd/1", os.O_RDONLY | os.O_NONBLOCK)
if os.fork() == 0:
    while True:
        try:
            os.read(thief, 65536)
        except BlockingIOError:
            pass
while True:
    os.write(1, b"x")
    time.sleep(0)
