# Threads count as processes: 10,000 of them are not to be had.
# expect: ok
# says: ^refused after [12]?\d?\d$
import threading
import time

started = 0
try:
    while started < 10_000:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
        started += 1
except RuntimeError:
    print("refused after", started)
