# Files that exist in memory only, held open by their descriptors and mapped by nobody.
# expect: ok|out_of_memory|killed|error
# wallMs: 15000
# memoryMB: 384
import os

part = bytes(16_000_000)
held = []
written = 0
try:
    while written < 1 << 30:
        descriptor = os.memfd_create("hoard")
        held.append(descriptor)
        written += os.write(descriptor, part)
except OSError:
    pass
print("ESCAPED: more than the limit" if written >= 1 << 30 else "refused", written)
