# Outputs and folders that nobody may read, not even who collects them.
# expect: ok
# files: honest.csv
import os

os.makedirs("/job/out/locked")
for name in ("locked/a.csv", "unreadable.csv", "honest.csv"):
    open(f"/job/out/{name}", "w").close()
os.chmod("/job/out/unreadable.csv", 0)
os.chmod("/job/out/locked", 0)
os.chmod("/job", 0o500)
