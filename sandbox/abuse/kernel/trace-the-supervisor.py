# Reading or steering the supervisor: ptrace, its memory, its descriptors, its pages.
# expect: ok
# says: ^reached: \[\]$
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
reached = []
for name, request in (("attach", 16), ("seize", 0x4206)):
    if libc.ptrace(request, 1, 0, 0) == 0:
        reached.append(name)
for flags in (os.O_RDONLY, os.O_RDWR, os.O_WRONLY):
    try:
        reached.append(f"memory {os.open('/proc/1/mem', flags)}")
    except OSError:
        pass
target = ctypes.create_string_buffer(64)


class Part(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


local = Part(ctypes.addressof(target), 64)
# The supervisor is what this process was forked from: its memory lies at the same addresses.
remote = Part(id(os), 64)
for name in ("process_vm_readv", "process_vm_writev"):
    if getattr(libc, name)(1, ctypes.byref(local), 1, ctypes.byref(remote), 1, 0) > 0:
        reached.append(name)
try:
    supervisor = os.pidfd_open(1)
    for number in range(16):
        if libc.syscall(438, supervisor, number, 0) >= 0:
            reached.append(f"descriptor {number}")
except OSError:
    pass
for path in ("root/etc", "cwd", "exe", "map_files", "pagemap", "syscall", "stack", "io", "task/1/mem"):
    try:
        if path in ("root/etc", "map_files"):
            os.listdir(f"/proc/1/{path}")
        elif path in ("cwd", "exe"):
            os.readlink(f"/proc/1/{path}")
        else:
            with open(f"/proc/1/{path}", "rb") as file:
                if not file.read(8):
                    continue
        reached.append(path)
    except OSError:
        pass
print("reached:", reached)
