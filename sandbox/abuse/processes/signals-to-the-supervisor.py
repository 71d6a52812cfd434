# Every signal there is, sent to process 1 and to everybody.
# expect: ok
# says: ^still here$
import os
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
mine = {int(number) for number in signal.valid_signals()} - {int(signal.SIGKILL), int(signal.SIGSTOP)}
for number in mine:
    try:
        signal.signal(number, signal.SIG_IGN)
    except OSError:
        pass
for number in range(1, 65):
    for _ in range(20):
        try:
            os.kill(1, number)
        except OSError:
            pass
print("still here")
