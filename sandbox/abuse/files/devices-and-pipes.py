# Devices, pipes and sockets under the names of outputs: reading one could hang or leak.
# expect: ok
# says: ^made: \[.*\]$
# files: honest.csv
import os
import socket
import stat

out = "/job/out"
open(f"{out}/honest.csv", "w").close()
made = []
for name, kind, device in (
    ("null.csv", stat.S_IFCHR, os.makedev(1, 3)),
    ("memory.csv", stat.S_IFCHR, os.makedev(1, 1)),
    ("disk.csv", stat.S_IFBLK, os.makedev(8, 0)),
    ("vda.csv", stat.S_IFBLK, os.makedev(254, 0)),
    ("pipe.csv", stat.S_IFIFO, 0),
):
    try:
        os.mknod(f"{out}/{name}", kind | 0o666, device)
        made.append(name)
        if kind != stat.S_IFIFO:
            with open(f"{out}/{name}", "rb") as file:
                if file.read(16) and name != "null.csv":
                    print("ESCAPED: read", name)
    except OSError:
        pass
try:
    socket.socket(socket.AF_UNIX).bind(f"{out}/socket.csv")
except OSError:
    pass
print("made:", made)
