# Recursion without a limit runs into the end of the stack and takes nobody along.
# slow: yes
# expect: error|out_of_memory
# wallMs: 15000
import sys
import threading

sys.setrecursionlimit(10**9)


class Deep:
    def __repr__(self):
        return repr(self)


import json

nested = []
for _ in range(200_000):
    nested = [nested]
json.dumps(nested)
repr(Deep())
