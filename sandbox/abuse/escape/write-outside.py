# Only the work folders can be written.
# expect: ok
# says: ^written: \[\]\n$
import os

written = []
for folder in ("/", "/usr", "/usr/lib", "/opt/snaprun", "/opt/snaprun/runner", "/opt/snaprun/libraries", "/dev", "/proc", "/etc"):
    try:
        with open(os.path.join(folder, "dropped"), "w"):
            written.append(folder)
    except OSError:
        pass
for path in ("/proc/sys/kernel/core_pattern", "/proc/sysrq-trigger", "/proc/1/mem", "/dev/mem", "/dev/kmsg"):
    try:
        with open(path, "w"):
            written.append(path)
    except OSError:
        pass
print("written:", written)
