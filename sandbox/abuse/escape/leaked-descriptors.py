# CVE-2024-21626: a descriptor or working folder that runc left open leads out of the root.
# expect: ok
# says: ^led out: \[\]$
import os

led_out = []
for process in ("self", "1", str(os.getppid())):
    for number in range(64):
        for way in ("", "/..", "/../../../../../../../.."):
            path = f"/proc/{process}/fd/{number}{way}"
            try:
                names = os.listdir(path)
            except OSError:
                continue
            if "work" in names or "boot" in os.listdir("/") != ("boot" in names):
                led_out.append(path)
for way in ("/proc/self/cwd/../../../../..", "/proc/self/root/../..", "/proc/1/cwd/../..", "/proc/1/root/.."):
    try:
        if sorted(os.listdir(way)) != sorted(os.listdir("/")):
            led_out.append(way)
    except OSError:
        pass
if os.getcwd() != "/job":
    led_out.append(os.getcwd())
print("led out:", led_out)
