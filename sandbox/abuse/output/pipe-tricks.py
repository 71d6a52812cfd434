# The output pipe made non-blocking, enlarged, signalling the supervisor, and passed to nobody through a socket.
# expect: ok
# says: ^out$
# expect[docker/runsc]: ok|killed
# says[docker/runsc]: ^(out)?$
# why[docker/runsc]: F_SETOWN with F_SETSIG kills process 1, which gVisor does not protect from its own uid.
import array
import fcntl
import os
import signal
import socket

fcntl.fcntl(1, fcntl.F_SETFL, os.O_NONBLOCK | os.O_ASYNC)
for command, value in ((8, 1), (10, signal.SIGKILL), (1031, 1 << 20)):
    try:
        fcntl.fcntl(1, command, value)
    except OSError:
        pass
try:
    one, two = socket.socketpair()
    # The pipe's end travels for ever inside the socket that travels with it.
    one.sendmsg([b"x"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [1, one.fileno(), two.fileno()]))])
except OSError:
    pass
print("out")
