# Every process forks for ever.
# expect: timeout|error
# expect[docker/runsc]: timeout|error|killed
# why[docker/runsc]: every process of gVisor is a thread of the machine; at the limit of those the whole box ends, and the worker tells.
# wallMs: 1500
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
