# No way to become root in a namespace of its own, to mount or to trace.
# expect: ok
# says: ^\[-1, -1, -1, -1\]\n$
# says[docker/runsc]: ^\[(-1|0), -1, -1, -1\]\n$
# why[docker/runsc]: gVisor makes user namespaces of its own kernel; being root in one gives nothing outside of it.
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
