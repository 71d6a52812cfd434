# Programs that run with more rights than who starts them, and every call that takes rights.
# slow: yes
# expect: ok
# says: ^marked files: \d+, gained: \[\]$
# says[docker]: ^marked files: 0, gained: \[\]$
# why[docker]: the image has no setuid files; bubblewrap shows the libraries of this machine, and its mounts ignore the mark.
import ctypes
import os
import stat
import time

gained = []
marked = 0
until = time.monotonic() + 1
for base, folders, names in os.walk("/"):
    folders[:] = [name for name in folders if os.path.join(base, name) not in ("/proc", "/sys", "/opt/snaprun/libraries")]
    if time.monotonic() > until:
        break
    for name in names:
        path = os.path.join(base, name)
        try:
            mode = os.lstat(path).st_mode
            if stat.S_ISREG(mode) and mode & (stat.S_ISUID | stat.S_ISGID):
                marked += 1
            if "security.capability" in os.listxattr(path, follow_symlinks=False):
                marked += 1
        except OSError:
            pass
libc = ctypes.CDLL(None)
for call in (lambda: libc.setuid(0), lambda: libc.setgid(0), lambda: libc.setresuid(0, 0, 0), lambda: libc.setgroups(1, (ctypes.c_uint * 1)(0)), lambda: libc.setfsuid(0) and libc.setfsuid(0)):
    call()
if 0 in (os.getuid(), os.geteuid(), os.getgid(), os.getegid()) or 0 in os.getgroups():
    gained.append("root")
# An owned file may be marked setuid; without privileges to gain that means nothing.
for value in range(41):
    libc.prctl(47, 2, value, 0, 0)
with open("/proc/self/status") as file:
    status = dict(line.split(":\t", 1) for line in file.read().splitlines() if ":\t" in line)
for name in ("CapPrm", "CapEff", "CapBnd", "CapAmb"):
    if int(status.get(name, "0"), 16):
        gained.append(f"{name} {status[name]}")
if status.get("NoNewPrivs", "1") != "1":
    gained.append("new privileges")
print(f"marked files: {marked}, gained: {gained}")
