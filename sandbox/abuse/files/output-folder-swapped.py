# The output folder itself becomes a link to what only the supervisor may read, and to the rest of the machine.
# expect: ok
# says: ^swapped$
import os

os.rmdir("/job/out")
os.symlink("/usr/share", "/job/out")
print("swapped")
