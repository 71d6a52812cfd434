# Nothing of the supervisor can be read, and there is nothing of the machine to see.
# expect: ok
# says: ^readable: \[\]\n$
import os

paths = ["/proc/1/environ", "/proc/1/mem", "/proc/1/maps", "/etc/passwd", "/etc/shadow", "/etc/hostname", "/home", "/var", "/run", "/sys/kernel"]
found = []
for path in paths:
    try:
        if os.path.isdir(path):
            found += os.listdir(path) and [path]
        else:
            with open(path, "rb") as file:
                file.read(1)
            found.append(path)
    except OSError:
        pass
try:
    found += [os.readlink(f"/proc/1/fd/{name}") for name in os.listdir("/proc/1/fd")]
except OSError:
    pass
print("readable:", found)
