# Every system call by number, with arguments that mean harm, a few in a process.
# slow: yes
# expect: ok
# wallMs: 20000
# says: ^swept 480, rights: none$
# expect[docker/runsc]: ok|killed|timeout
# says[docker/runsc]: ^(swept 480, rights: none)?$
# why[docker/runsc]: among all calls are some that end process 1, which gVisor does not protect from its own uid.
import ctypes
import mmap
import os
import signal
import struct

LAST, A_FEW = 480, 16
libc = ctypes.CDLL(None)
path = ctypes.c_char_p(b"/job/main.py")
# Those that only wait, for time or for the disks, or end.
harmless = {34, 35, 60, 61, 128, 162, 230, 231, 247, 306}
at = mmap.mmap(-1, 4096)
number = 0
while number < LAST:
    # A call may end its process, or change it so that the next ones mean nothing: a fresh one takes over.
    pid = os.fork()
    if pid == 0:
        for each in range(number, min(number + A_FEW, LAST)):
            struct.pack_into("I", at, 0, each + 1)
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            if each not in harmless:
                for arguments in ((path, 0, 0, 0, 0, 0), (1, path, -1, 0, 0, 0), (0, 0, 0, 0, 0, 0), (-1, -1, -1, -1, -1, -1)):
                    libc.syscall(each, *(part if isinstance(part, ctypes.c_char_p) else ctypes.c_long(part) for part in arguments))
        os._exit(0)
    os.waitpid(pid, 0)
    number = max(number + 1, struct.unpack_from("I", at, 0)[0])
with open("/proc/self/status") as file:
    rights = [line.split()[1] for line in file if line.startswith(("CapEff", "CapPrm", "CapAmb"))]
print("swept 480, rights:", "none" if not any(int(value, 16) for value in rights) and os.getuid() != 0 else "ESCAPED")
