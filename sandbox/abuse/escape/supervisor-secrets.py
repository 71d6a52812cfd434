# Nothing of the supervisor can be read, and there is nothing of the machine to see.
# expect: ok
# says: ^readable: \[\]$
# says[docker/runsc]: ^readable: \['/proc/1/environ', '/proc/1/maps'.*\]$
# why[docker/runsc]: gVisor shows the environment, maps and descriptors of a process to its uid; there is no secret in them, and frames are sealed.
import os

paths = ["/proc/1/environ", "/proc/1/mem", "/proc/1/maps", "/proc/1/pagemap", "/proc/1/auxv", "/etc/shadow", "/home", "/var/lib/docker", "/run/secrets"]
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
    found += [f"descriptor {name}" for name in os.listdir("/proc/1/fd")]
except OSError:
    pass
print("readable:", found)
if any(path in found for path in ("/proc/1/mem", "/etc/shadow")):
    print("ESCAPED")
