# No network of any kind, no name resolution.
# expect: ok
# says: ^tcp no\nudp no\ndns no\nloopback no\n$
import socket


def attempt(name, action):
    try:
        action()
        print(name, "yes")
    except OSError:
        print(name, "no")


attempt("tcp", lambda: socket.create_connection(("1.1.1.1", 80), 1))
attempt("udp", lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("1.1.1.1", 53)))
attempt("dns", lambda: socket.getaddrinfo("example.com", 80))
attempt("loopback", lambda: socket.create_connection(("127.0.0.1", 5432), 1))
