# Links, pipes and devices are no outputs.
# expect: ok
# files: honest.csv
import os

out = "/job/out"
os.symlink("/proc/1/environ", f"{out}/environ.txt")
os.symlink("/opt/snaprun/runner", f"{out}/folder")
os.mkfifo(f"{out}/pipe.csv")
open(f"{out}/one.csv", "w").close()
os.link(f"{out}/one.csv", f"{out}/two.csv")
with open(f"{out}/honest.csv", "w") as file:
    file.write("a,b\n")
with open(f"{out}/page.png", "w") as file:
    file.write("<script>alert(1)</script>")
with open(f"{out}/sparse.csv", "wb") as file:
    try:
        file.truncate(10 << 30)
    except OSError:
        os.remove(file.name)
