# CVE-2019-5736: writing over the program that runs in the container, through every /proc link to it.
# expect: ok
# says: ^opened for writing: \[\]$
import os

opened = []
links = ["/proc/self/exe", "/proc/1/exe", "/proc/thread-self/exe", f"/proc/{os.getppid()}/exe", "/proc/self/root/usr/bin/python3.11"]
links += [f"/proc/{name}/exe" for name in os.listdir("/proc") if name.isdigit()]
for link in links:
    for flags in (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_APPEND, os.O_WRONLY | os.O_TRUNC):
        try:
            os.close(os.open(link, flags))
            opened.append(link)
        except OSError:
            pass
print("opened for writing:", opened)
