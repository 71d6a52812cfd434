# Notes that are links, pipes, folders and sparse giants, in a folder that is itself a link.
# expect: error
# says: ^swapped$
import os
import shutil

os.makedirs("/job/notes", exist_ok=True)
for number, target in enumerate(("/proc/1/environ", "/proc/1/maps", "/etc/passwd", "/proc/self/fd/0", "/dev/zero", "/proc/kmsg")):
    os.symlink(target, f"/job/notes/figure-{number:03}.json")
os.mkfifo("/job/notes/figure-006.json")
os.makedirs("/job/notes/figure-007.json")
with open("/job/notes/figure-008.json", "wb") as file:
    try:
        file.truncate(20_000_000)
    except OSError:
        pass
os.symlink("/dev/zero", "/job/notes/failure.json")
shutil.rmtree("/tmp/.snaprun", ignore_errors=True)
os.symlink("/job/notes", "/tmp/.snaprun")
print("swapped", flush=True)
os._exit(1)
