# A server on the sandbox's own loopback reaches the sandbox's own processes, and no port of the machine answers.
# expect: ok
# says: ^ports of the machine: \[\]$
import socket

found = []
for port in (22, 80, 443, 2375, 2376, 4400, 5432, 6379, 8080, 9000, 10250):
    for host in ("127.0.0.1", "::1", "0.0.0.0"):
        try:
            with socket.create_connection((host, port), 0.05):
                found.append(port)
        except OSError:
            pass
print("ports of the machine:", found)
