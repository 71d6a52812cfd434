# Every system call by number, with arguments that mean harm, each in a process of its own.
# slow: yes
# expect: ok
# wallMs: 20000
# says: ^swept 480, rights: none$
# expect[docker/runsc]: ok|killed|timeout
# says[docker/runsc]: ^(swept 480, rights: none)?$
# why[docker/runsc]: among all calls are some that end process 1, which gVisor does not protect from its own uid.
import ctypes
import os
import signal

libc = ctypes.CDLL(None)
path = ctypes.c_char_p(b"/job/main.py")
# Those that only wait or end.
harmless = {34, 35, 60, 61, 128, 230, 231, 247}
running = set()
for number in range(480):
    if len(running) == 16:
        running.discard(os.wait()[0])
    pid = os.fork()
    if pid == 0:
        signal.alarm(1)
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        if number not in harmless:
            for arguments in ((path, 0, 0, 0, 0, 0), (1, path, -1, 0, 0, 0), (0, 0, 0, 0, 0, 0), (-1, -1, -1, -1, -1, -1)):
                libc.syscall(number, *(argument if isinstance(argument, ctypes.c_char_p) else ctypes.c_long(argument) for argument in arguments))
        os._exit(0)
    running.add(pid)
for _ in running:
    os.wait()
with open("/proc/self/status") as file:
    rights = [line.split()[1] for line in file if line.startswith(("CapEff", "CapPrm", "CapAmb"))]
print("swept 480, rights:", "none" if not any(int(value, 16) for value in rights) and os.getuid() != 0 else "ESCAPED")
