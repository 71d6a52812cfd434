# Does nothing, and ignores every signal that can be ignored.
# expect: timeout
# wallMs: 600
import signal
import time

for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGALRM):
    signal.signal(number, signal.SIG_IGN)
time.sleep(1000)
