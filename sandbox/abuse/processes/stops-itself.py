# A stopped process neither runs nor ends.
# slow: yes
# expect: timeout
# wallMs: 500
import os
import signal

while True:
    os.kill(os.getpid(), signal.SIGSTOP)
