# setns into whatever namespace /proc shows, and out through a new user namespace.
# expect: ok
# says: ^joined: \[\], root elsewhere: False$
# says[docker/runsc]: ^joined: \[\], root elsewhere: (True|False)$
# why[docker/runsc]: gVisor makes namespaces of its own kernel, and being root in one of those gives nothing outside of it.
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
joined = []
for process in ("1", "self", str(os.getppid())):
    for kind in ("user", "mnt", "pid", "net", "ipc", "uts", "cgroup", "time"):
        try:
            descriptor = os.open(f"/proc/{process}/ns/{kind}", os.O_RDONLY)
        except OSError:
            continue
        if process != "self" and libc.setns(descriptor, 0) == 0:
            joined.append((process, kind))
root = False
if os.fork() == 0:
    outside = os.getuid()
    code = 0
    if libc.unshare(0x10000000 | 0x00020000) == 0:
        code = 1
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {outside} 1"), ("gid_map", f"0 {outside} 1")):
            try:
                with open(f"/proc/self/{name}", "w") as file:
                    file.write(text)
            except OSError:
                pass
        # With every right of the new namespace: the machine's devices, its root, its clock.
        for path in ("/dev/kmsg", "/proc/sysrq-trigger", "/proc/sys/kernel/core_pattern"):
            try:
                with open(path, "w") as file:
                    file.write("x")
                print("ESCAPED:", path, flush=True)
            except OSError:
                pass
        try:
            os.setuid(0)
            with open("/opt/snaprun/runner/escaped", "w"):
                print("ESCAPED: wrote into the image", flush=True)
        except OSError:
            pass
    os._exit(code)
root = os.waitstatus_to_exitcode(os.wait()[1]) == 1
print(f"joined: {joined}, root elsewhere: {root}")
