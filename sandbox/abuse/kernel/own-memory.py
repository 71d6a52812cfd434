# Writing over the code of shared libraries through /proc/self/mem changes one's own copy and nothing else.
# expect: ok
# says: ^file unchanged$
import ctypes
import hashlib
import os

libc_path = next(line.split()[-1] for line in open("/proc/self/maps") if "libc" in line and ".so" in line)
before = hashlib.sha256(open(libc_path, "rb").read()).digest()
if os.fork() == 0:
    start = ctypes.cast(ctypes.CDLL(None).getenv, ctypes.c_void_p).value
    try:
        with open("/proc/self/mem", "r+b", buffering=0) as memory:
            memory.seek(start)
            memory.write(b"\xcc" * 16)
    except OSError:
        pass
    ctypes.CDLL(None).getenv(b"HOME")
    os._exit(0)
os.wait()
print("file unchanged" if hashlib.sha256(open(libc_path, "rb").read()).digest() == before else "ESCAPED")
