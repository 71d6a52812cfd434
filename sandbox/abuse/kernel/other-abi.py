# System calls of the 32-bit and x32 interfaces, which a filter that looks only at numbers would let through.
# expect: ok|error|killed
# says: ^trying$
import ctypes
import mmap
import os
import platform

print("trying", flush=True)
if platform.machine() != "x86_64":
    raise SystemExit
libc = ctypes.CDLL(None, use_errno=True)
X32 = 0x40000000
for number, arguments in ((272, (0x10000000,)), (56 | 0, (0x7E020000 | 17, 0, 0, 0, 0)), (319, (b"x", 0))):
    pid = os.fork()
    if pid == 0:
        result = libc.syscall(number | X32, *arguments)
        if result > 0 and number == 319:
            print("ESCAPED: x32 memfd_create", flush=True)
        os._exit(0)
    os.waitpid(pid, 0)
pid = os.fork()
if pid == 0:
    # mov eax, 310 (unshare); mov ebx, CLONE_NEWUSER; int 0x80; ret
    code = b"\xb8\x36\x01\x00\x00\xbb\x00\x00\x00\x10\xcd\x80\xc3"
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    if ctypes.CFUNCTYPE(ctypes.c_int)(address)() == 0:
        print("ESCAPED: a user namespace through int 0x80", flush=True)
    os._exit(0)
os.waitpid(pid, 0)
