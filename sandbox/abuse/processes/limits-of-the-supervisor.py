# prlimit on process 1: no CPU time, no files, no memory for the one that must report.
# expect: ok
# says: ^changed: \[\]$
# expect[docker/runsc]: ok|killed
# says[docker/runsc]: ^(changed: .*)?$
# why[docker/runsc]: gVisor lets a program limit its supervisor, which has the same uid; then the box ends and the worker tells.
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
