# Marks in every place that could last until the next program, which looks for them.
# expect: ok
# says: ^left$
import ctypes
import os
import socket

for path in ("/job/mark", "/tmp/mark", "/dev/shm/mark", "/dev/mqueue/mark", "/var/tmp/mark", "/run/mark", "/tmp/matplotlib/mark", "/opt/snaprun/fonts/mark"):
    try:
        with open(path, "w") as file:
            file.write("mark")
    except OSError:
        pass
libc = ctypes.CDLL(None)
libc.shmget(0x5A4B, 4096, 0o1666)
libc.semget(0x5A4B, 1, 0o1666)
libc.msgget(0x5A4B, 0o1666)
libc.syscall(248, b"user", b"snaprun-mark", b"mark", 4, -5)
try:
    socket.socket(socket.AF_UNIX).bind("\0snaprun-mark")
except OSError:
    pass
if os.fork() == 0:
    os.setsid()
    while True:
        pass
print("left")
