# Hard and symbolic links to the supervisor's own files and to what only it may read.
# expect: ok
# files: none
import os

out = "/job/out"
targets = ["/opt/snaprun/runner/frames.py", "/proc/1/environ", "/proc/1/maps", "/proc/self/fd/1", "/etc/passwd", "/job/main.py", "/dev/stdin"]
for n, target in enumerate(targets):
    for make in (os.symlink, os.link):
        try:
            make(target, f"{out}/{n}-{make.__name__}.txt")
        except OSError:
            pass
os.symlink("loop.csv", f"{out}/loop.csv")
os.symlink("/", f"{out}/root")
os.makedirs(f"{out}/inner")
os.symlink("..", f"{out}/inner/up")
