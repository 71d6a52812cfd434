# prlimit on process 1: no CPU time, no files, no memory for the one that must report.
# expect: ok|killed
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
zero = (ctypes.c_ulong * 2)(0, 0)
done = []
for resource in range(16):
    for pid in (1, os.getppid()):
        if libc.prlimit(pid, resource, zero, None) == 0:
            done.append(resource)
print("changed:", done)
