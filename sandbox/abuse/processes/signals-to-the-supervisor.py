# Every signal that can be ignored, sent to process 1: none may end, stop or confuse the supervisor.
# expect: ok
# says: ^still here$
import os
import signal

signal.signal(signal.SIGINT, signal.SIG_IGN)
ignorable = {int(number) for number in signal.valid_signals()} - {int(signal.SIGKILL), int(signal.SIGSTOP)}
for number in ignorable:
    try:
        signal.signal(number, signal.SIG_IGN)
    except OSError:
        pass
for number in ignorable:
    for _ in range(20):
        try:
            os.kill(1, number)
        except OSError:
            pass
print("still here")
