# exec replaces the prepared process by a fresh interpreter: no hooks, no handlers, the same limits.
# expect: ok
# says: ^limits: same, descriptors: \[0, 1, 2\]$
import os
import resource
import sys

names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
limits = [resource.getrlimit(getattr(resource, name))[1] for name in names]
code = f"""
import os, resource
now = [resource.getrlimit(getattr(resource, name))[1] for name in {names!r}]
held = []
for number in range(3, 512):
    try:
        os.fstat(number)
        held.append(number)
    except OSError:
        pass
print("limits:", "same" if now == {limits!r} else "ESCAPED", end=", ")
print("descriptors:", [0, 1, 2] + held)
"""
os.execv(sys.executable or "/usr/bin/python3.11", ["python", "-S", "-c", code])
