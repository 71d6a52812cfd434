# CVE-2022-0847: pages of a read-only file spliced into a pipe, then written over.
# expect: ok
# says: ^unchanged$
import hashlib
import json
import os

target = json.__file__
before = hashlib.sha256(open(target, "rb").read()).digest()
reader, writer = os.pipe()
try:
    for _ in range(16):
        os.write(writer, bytes(4096))
    for _ in range(16):
        os.read(reader, 4096)
    file = os.open(target, os.O_RDONLY)
    os.splice(file, writer, 1, offset_src=3)
    os.write(writer, b"ESCAPED")
except OSError:
    pass
print("unchanged" if hashlib.sha256(open(target, "rb").read()).digest() == before else "ESCAPED: a read-only file changed")
