# A terabyte of address space that is only reserved, then memory locked in place.
# expect: ok
# says: ^reserved: False, locked: False$
# says[docker/runsc]: ^reserved: (False|True), locked: (False|True)$
# why[docker/runsc]: gVisor reserves and locks in its own kernel only; what is touched counts against the container's memory.
import ctypes
import mmap

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
NORESERVE = 0x4000
where = libc.mmap(None, 1 << 40, mmap.PROT_READ | mmap.PROT_WRITE, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | NORESERVE, -1, 0)
reserved = where != ctypes.c_void_p(-1).value
locked = libc.mlockall(3) == 0
print(f"reserved: {reserved}, locked: {locked}")
