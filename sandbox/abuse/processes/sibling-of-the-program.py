# clone(CLONE_PARENT) makes a process that is the supervisor's own child and ends well in place of the program.
# expect: error
# says: ^cloned$
import ctypes
import os
import platform

clone = {"x86_64": 56, "aarch64": 220}[platform.machine()]
CLONE_PARENT, SIGCHLD = 0x8000, 17
print("cloned", flush=True)
if ctypes.CDLL(None).syscall(clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0) == 0:
    os._exit(0)
os._exit(9)
