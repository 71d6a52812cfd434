# Raw and packet sockets, the kernel's cryptography, netlink changes.
# expect: ok
# says: ^got: \[\]$
# says[docker/runsc]: ^got: \[('netlink')?\]$
# why[docker/runsc]: gVisor lets a program name an address of the loopback of its own network, which leads nowhere.
import socket
import struct

got = []


def attempt(name, action):
    try:
        action()
        got.append(name)
    except (OSError, AttributeError, ValueError):
        pass


def add_address():
    netlink = socket.socket(16, socket.SOCK_RAW, 0)
    netlink.settimeout(0.2)
    body = struct.pack("=BBBBI", 2, 24, 0, 0, 1) + struct.pack("=HH4s", 8, 2, bytes([10, 9, 9, 9]))
    netlink.send(struct.pack("=IHHII", 16 + len(body), 20, 0x605, 1, 0) + body)
    answer = netlink.recv(4096)
    code = struct.unpack_from("=i", answer, 16)[0]
    if code != 0:
        raise OSError(-code, "refused")


attempt("icmp", lambda: socket.socket(2, 3, 1).sendto(b"\x08\0\xf7\xff\0\0\0\0", ("1.1.1.1", 0)))
attempt("raw ip", lambda: socket.socket(2, 3, 255).sendto(b"E" * 40, ("1.1.1.1", 0)))
attempt("packet", lambda: socket.socket(17, 3, 0x300).bind(("eth0", 0)))
attempt("packet on lo", lambda: socket.socket(17, 3, 0x300).bind(("lo", 0)))
attempt("cryptography", lambda: socket.socket(38, 5, 0).bind(("hash", "sha256")))
attempt("vsock to the host", lambda: socket.socket(40, 1).connect((2, 22)))
attempt("xdp", lambda: socket.socket(44, 3, 0))
attempt("netlink", add_address)
print("got:", got)
