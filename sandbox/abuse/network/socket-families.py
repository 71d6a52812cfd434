# A socket of every family and type; none leads out of the sandbox.
# expect: ok
# says: ^reached: \[\]$
import errno
import socket

reached = []
for family in range(48):
    for kind in (1, 2, 3, 5, 10):
        try:
            made = socket.socket(family, kind)
        except OSError:
            continue
        made.settimeout(0.05)
        for address in (("169.254.169.254", 80), ("10.0.0.1", 2375), ("2606:4700:4700::1111", 443), (2, 1024), "/var/run/docker.sock", "\0containerd", (1, 0)):
            try:
                made.connect(address)
            except (OSError, TypeError, OverflowError, ValueError):
                continue
            if family not in (socket.AF_UNIX, socket.AF_NETLINK) and kind == 1:
                reached.append((family, kind, address))
        made.close()
print("reached:", reached)
