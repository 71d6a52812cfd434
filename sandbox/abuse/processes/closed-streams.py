# The program closes every descriptor it has, also those it does not know, and ends well.
# expect: ok
# files: honest.csv
import os

os.closerange(0, 1024)
with open("/job/out/honest.csv", "w") as file:
    file.write("a\n")
