# Shared memory that belongs to no process: segments are filled and let go of, again and again.
# expect: ok|out_of_memory|killed
# wallMs: 15000
# memoryMB: 384
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p
SIZE = 32 * 1024 * 1024
filled = 0
while filled < 32:
    segment = libc.shmget(0, SIZE, 0o1600)
    if segment < 0:
        break
    where = libc.shmat(segment, None, 0)
    if where in (None, ctypes.c_void_p(-1).value):
        break
    ctypes.memset(where, 1, SIZE)
    libc.shmdt(ctypes.c_void_p(where))
    filled += 1
print("ESCAPED: more than the limit" if filled == 32 else "refused", filled)
