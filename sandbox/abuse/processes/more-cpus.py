# The program undoes its pinning; what it may use in all stays bounded where limits() says so.
# expect: ok
# says: ^cpus: \d+$
import os

try:
    os.sched_setaffinity(0, range(1024))
except OSError:
    pass
print("cpus:", len(os.sched_getaffinity(0)))
