# Modules named like Python's own, left where the supervisor might import them from.
# expect: ok
# says: ^left \d\d\d+ modules$
# files: honest.csv
import os
import sys

trap = """
import os
if os.getpid() == 1:
    os.makedirs("/job/out", exist_ok=True)
    with open("/job/out/escaped.csv", "w") as file:
        file.write("ESCAPED: the supervisor imports what the program wrote")
"""
names = sorted(sys.stdlib_module_names)
for name in names:
    with open(f"/job/{name}.py", "w") as file:
        file.write(trap)
for package in ("encodings", "json", "runner", "importlib", "multiprocessing"):
    os.makedirs(f"/job/{package}", exist_ok=True)
    for part in ("__init__", "ascii", "idna", "latin_1", "utf_8", "decoder", "verdict", "collect"):
        with open(f"/job/{package}/{part}.py", "w") as file:
            file.write(trap)
with open("/job/out/honest.csv", "w") as file:
    file.write("a\n")
print("left", len(names), "modules")
