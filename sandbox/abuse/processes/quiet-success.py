# os._exit(0) with a forged failure and a thread still running: the program says it is well, and that is all it says.
# expect: ok
import json
import os
import threading
import time

os.makedirs("/tmp/.snaprun", exist_ok=True)
with open("/tmp/.snaprun/failure.json", "w") as file:
    json.dump({"type": "MemoryError", "message": "", "line": 1, "traceback": ""}, file)
threading.Thread(target=time.sleep, args=(1000,)).start()
os._exit(0)
