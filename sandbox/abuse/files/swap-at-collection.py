# Outputs that change between a file and a link to a secret as fast as possible, while they are collected.
# expect: ok
# says: ^racing$
import os

for n in range(8):
    with open(f"/job/out/{n}.honest", "w") as file:
        file.write("a\n")
if os.fork() == 0:
    os.setsid()
    while True:
        for n in range(8):
            name = f"/job/out/{n}"
            try:
                os.symlink("/proc/1/environ", f"{name}.link")
                os.rename(f"{name}.link", f"{name}.honest")
                with open(f"{name}.new", "w") as file:
                    file.write("a\n")
                os.rename(f"{name}.new", f"{name}.honest")
            except OSError:
                pass
print("racing", flush=True)
os._exit(0)
