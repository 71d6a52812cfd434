# The notes for the supervisor can be forged, and then say nothing that matters.
# expect: error
import json
import os
import sys

os.makedirs("/tmp/.snaprun", exist_ok=True)
with open("/tmp/.snaprun/failure.json", "w") as file:
    json.dump({"type": "E" * 10_000, "message": {"a": [1]}, "line": 10**30, "traceback": "\ud800\0" * 1000}, file)
with open("/tmp/.snaprun/figure-000.json", "w") as file:
    file.write("[" * 100_000)
os.symlink("/proc/1/environ", "/tmp/.snaprun/figure-001.json")
os.mkfifo("/tmp/.snaprun/figure-002.json")
with open("/tmp/.snaprun/figure-003.json", "w") as file:
    file.write('{"file": "\\ud800", "title": NaN, "axes": 1e999}')
os._exit(3)
