# A crash that would leave the whole memory in a file.
# expect: error
# files: none
import ctypes
import os
import resource

try:
    resource.setrlimit(resource.RLIMIT_CORE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print("ESCAPED: the limit was lifted")
except (OSError, ValueError):
    pass
os.chdir("/job/out")
ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
os.abort()
