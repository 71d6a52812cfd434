# An array larger than any memory, then as many as fit and one more.
# slow: yes
# expect: out_of_memory
# wallMs: 15000
# memoryMB: 384
import numpy

try:
    print("ESCAPED: 8 TB", numpy.ones((1_000_000, 1_000_000)).shape)
except MemoryError:
    pass
kept = []
while True:
    kept.append(numpy.ones(32_000_000))
