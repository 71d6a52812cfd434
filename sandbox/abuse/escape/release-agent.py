# A control group whose release_agent the machine's kernel would run as root.
# expect: ok
# says: ^armed: \[\]$
import ctypes
import os

libc = ctypes.CDLL(None)
armed = []
os.makedirs("/tmp/group", exist_ok=True)
for kind, options in ((b"cgroup", b"rdma"), (b"cgroup", b"memory"), (b"cgroup", b"none,name=escape"), (b"cgroup2", None)):
    if libc.mount(b"none", b"/tmp/group", kind, 0, options) == 0:
        armed.append(f"mounted {kind} {options}")
for folder, _, names in os.walk("/sys/fs/cgroup"):
    for name in names:
        if name in ("release_agent", "notify_on_release", "cgroup.procs", "devices.allow", "tasks"):
            try:
                with open(os.path.join(folder, name), "w") as file:
                    file.write("1")
                armed.append(os.path.join(folder, name))
            except OSError:
                pass
print("armed:", armed)
