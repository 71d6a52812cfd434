# No way to become root in a namespace of its own, to mount or to trace.
# expect: ok
# says: ^\[-1, -1, -1, -1\]\n$
import ctypes

libc = ctypes.CDLL(None)
print(
    [
        libc.unshare(0x10000000),
        libc.mount(b"none", b"/job", b"tmpfs", 0, None),
        libc.ptrace(16, 1, 0, 0),
        libc.setuid(0),
    ]
)
