# Two thousand folders inside each other, with an output at the bottom and one near the top.
# expect: ok
# files: a-b-near.csv
import os

os.makedirs("/job/out/a/b")
open("/job/out/a/b/near.csv", "w").close()
os.chdir("/job/out")
for _ in range(2000):
    os.mkdir("d" * 60)
    os.chdir("d" * 60)
open("bottom.csv", "w").close()
