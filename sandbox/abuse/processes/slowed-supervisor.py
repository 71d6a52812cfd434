# The supervisor is made the last in line for the CPU while everything else spins: the wall clock holds.
# slow: yes
# expect: timeout
# wallMs: 1000
import ctypes
import os

libc = ctypes.CDLL(None)
libc.setpriority(2, 0, 19)
for pid in (1, os.getppid()):
    libc.setpriority(0, pid, 19)
    libc.sched_setscheduler(pid, 5, (ctypes.c_int * 1)(0))
    libc.sched_setaffinity(pid, 8, (ctypes.c_ulong * 1)(1))
for _ in range(20):
    if os.fork() == 0:
        break
while True:
    pass
