# The limits of a process cannot be raised again, by no way there is.
# expect: ok
# says: ^raised: \[\]$
import ctypes
import os
import resource

raised = []
for name in [name for name in dir(resource) if name.startswith("RLIMIT_")]:
    number = getattr(resource, name)
    _, hard = resource.getrlimit(number)
    if hard in (-1, resource.RLIM_INFINITY):
        continue
    for action in (
        lambda: resource.setrlimit(number, (hard + 1, hard + 1)),
        lambda: resource.prlimit(os.getpid(), number, (-1, -1)),
        lambda: resource.prlimit(0, number, (hard * 2 + 1, hard * 2 + 1)),
    ):
        try:
            action()
            if resource.getrlimit(number)[1] != hard:
                raised.append(name)
        except (OSError, ValueError, OverflowError):
            pass
libc = ctypes.CDLL(None)
# No new privileges, and the filter of system calls, can only be added to.
if libc.prctl(38, 0, 0, 0, 0) == 0:
    raised.append("no_new_privs")
if libc.prctl(22, 0, 0, 0, 0) == 0:
    raised.append("seccomp")
print("raised:", raised)
