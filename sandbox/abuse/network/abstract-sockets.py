# Sockets of the machine that have a name but no file, and files that lead to a daemon.
# expect: ok
# says: ^joined: \[\]$
import os
import socket

joined = []
names = ["\0/containerd-shim/0", "\0/tmp/.X11-unix/X0", "\0/org/kubernetes", "\0systemd"]
try:
    with open("/proc/net/unix") as file:
        names += ["\0" + line.split()[7][1:] for line in file.readlines()[1:] if len(line.split()) > 7 and "@" in line]
except OSError:
    pass
names += ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/run/dbus/system_bus_socket", "/tmp/.X11-unix/X0", "/dev/log"]
for name in names:
    try:
        socket.socket(socket.AF_UNIX).connect(name)
        joined.append(name)
    except OSError:
        pass
print("joined:", joined)
