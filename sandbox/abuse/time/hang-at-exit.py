# The program is done but never ends.
# expect: timeout
# wallMs: 600
import atexit
import time

atexit.register(time.sleep, 1000)
