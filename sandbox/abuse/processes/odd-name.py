# A process name made of what parsers of /proc stumble over.
# expect: ok
# says: ^renamed$
import ctypes
import os
import time

name = b") R 1 1\n99 ("
if os.fork() == 0:
    ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
    time.sleep(5)
ctypes.CDLL(None).prctl(15, name, 0, 0, 0)
time.sleep(0.2)
print("renamed")
