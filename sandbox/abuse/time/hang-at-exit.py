# The program is done but never ends.
# expect: timeout
import atexit
import time

atexit.register(time.sleep, 1000)
