# A walk over everything there is: what can be written lies in memory and goes with the box.
# slow: yes
# expect: ok
# says: ^lasting: \[\]$
import os
import time

lasting = []
until = time.monotonic() + 1
ours = ("/job", "/tmp", "/dev/shm", "/dev/mqueue", "/proc", "/sys")
for base, folders, names in os.walk("/"):
    folders[:] = [name for name in folders if not os.path.join(base, name).startswith((*ours, "/opt/snaprun/libraries/"))]
    if time.monotonic() > until:
        break
    if os.access(base, os.W_OK):
        try:
            descriptor = os.open(os.path.join(base, "dropped"), os.O_CREAT | os.O_WRONLY)
            lasting.append(base)
            os.close(descriptor)
        except OSError:
            pass
    for name in names:
        path = os.path.join(base, name)
        if not path.startswith("/dev/") and os.access(path, os.W_OK) and not os.path.islink(path):
            try:
                os.close(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
                lasting.append(path)
            except OSError:
                pass
print("lasting:", lasting[:20])
