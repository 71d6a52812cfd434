# Every way to mount, to unmount what hides something, and to change the root.
# expect: ok
# says: ^done: \[\]$
import ctypes
import os

libc = ctypes.CDLL(None)
os.makedirs("/job/m", exist_ok=True)
done = []
calls = {
    "proc": lambda: libc.mount(b"proc", b"/job/m", b"proc", 0, None),
    "sysfs": lambda: libc.mount(b"sysfs", b"/job/m", b"sysfs", 0, None),
    "disk": lambda: libc.mount(b"/dev/vda", b"/job/m", b"ext4", 0, None),
    "bind": lambda: libc.mount(b"/", b"/job/m", None, 0x5000, None),
    "writable root": lambda: libc.mount(b"none", b"/", None, 0x20, None),
    "overlay": lambda: libc.mount(b"overlay", b"/job/m", b"overlay", 0, b"lowerdir=/,upperdir=/job,workdir=/tmp"),
    "unhide": lambda: libc.umount2(b"/proc/kcore", 2),
    "no proc": lambda: libc.umount2(b"/proc", 2),
    "no job": lambda: libc.umount2(b"/job", 2),
    "chroot": lambda: libc.chroot(b"/job"),
    "fsopen": lambda: libc.syscall(430, b"tmpfs", 0) >= 0 and 0,
    "open_tree": lambda: libc.syscall(428, -100, b"/", 1) >= 0 and 0,
}
for name, call in calls.items():
    result = call()
    if result == 0 and result is not False:
        done.append(name)
print("done:", done)
