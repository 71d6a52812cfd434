# A name is text, never a path or a control sequence.
# expect: ok
# files: a-b.csv etc-passwd.txt x__31mred.csv
import os

out = "/job/out"
os.makedirs(f"{out}/etc")
os.makedirs(f"{out}/a")
for name in ("etc/passwd.txt", "a/b.csv", "x\x1b[31mred.csv"):
    with open(f"{out}/{name}", "w") as file:
        file.write("x")
