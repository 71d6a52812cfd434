# The work folder has a size.
# expect: error
# says: ^full$
import os

try:
    for n in range(1000):
        with open(f"/job/{n}", "wb") as file:
            file.write(bytes(15_000_000))
except OSError as error:
    print("full" if error.errno == 28 else error)
    for n in range(1000):
        if os.path.exists(f"/job/{n}"):
            os.remove(f"/job/{n}")
    raise
