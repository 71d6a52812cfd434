# Setting the machine's clock, or stretching it.
# expect: ok
# says: ^set: \[\]$
import ctypes
import time

libc = ctypes.CDLL(None)
before = time.time()
done = []
for clock in (time.CLOCK_REALTIME, time.CLOCK_MONOTONIC, time.CLOCK_BOOTTIME):
    try:
        time.clock_settime(clock, 1.0)
        done.append(clock)
    except OSError:
        pass
if libc.settimeofday((ctypes.c_long * 2)(1, 0), None) == 0:
    done.append("settimeofday")
timex = (ctypes.c_byte * 512)()
timex[0] = 2
if libc.adjtimex(timex) >= 0:
    done.append("adjtimex")
if abs(time.time() - before) > 5:
    print("ESCAPED: the clock moved")
print("set:", done)
