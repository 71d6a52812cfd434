# A pickle that runs commands when it is loaded, and array files that hold pickles: code in the same cage.
# expect: ok
# says: ^ran in the cage$
import io
import os
import pickle

import numpy


class Command:
    def __reduce__(self):
        return (exec, ("import os\nif os.getuid() == 0 or os.access('/opt/snaprun/runner', os.W_OK): print('ESCAPED')\nelse: print('ran in the cage')",))


pickle.loads(pickle.dumps(Command()))
array = io.BytesIO()
numpy.save(array, numpy.array([Command()], dtype=object), allow_pickle=True)
array.seek(0)
try:
    numpy.load(array)
    print("ESCAPED: unpickled without being asked to")
except ValueError:
    pass
for path in ("/tmp/matplotlib/fontlist-v330.json", "/tmp/matplotlib/fontlist-v390.json"):
    os.makedirs("/tmp/matplotlib", exist_ok=True)
    with open(path, "wb") as file:
        file.write(pickle.dumps(Command()))
