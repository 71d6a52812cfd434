# Every way to ask for a name, and to smuggle bytes out in the question.
# expect: ok
# says: ^answers: 0$
import socket
import struct

answers = 0
for name in ("secret.example.com", "host.docker.internal", "metadata.google.internal", "gateway.docker.internal"):
    try:
        socket.getaddrinfo(name, 80)
        answers += 1
    except OSError:
        pass
query = struct.pack(">HHHHHH", 1, 0x100, 1, 0, 0, 0) + b"\x06secret\x07example\x03com\0" + struct.pack(">HH", 1, 1)
for server in ("127.0.0.11", "127.0.0.53", "8.8.8.8", "172.17.0.1", "::1"):
    try:
        asked = socket.socket(socket.AF_INET6 if ":" in server else socket.AF_INET, socket.SOCK_DGRAM)
        asked.settimeout(0.05)
        asked.sendto(query, (server, 53))
        asked.recv(512)
        answers += 1
    except OSError:
        pass
print("answers:", answers)
