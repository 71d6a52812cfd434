# Children that nobody reaps, then a flood of children that end at once.
# slow: yes
# expect: ok
# wallMs: 10000
# says: ^enough$
import os

for _ in range(50):
    try:
        if os.fork() == 0:
            os._exit(0)
    except OSError:
        break
for _ in range(50):
    try:
        pid = os.fork()
    except OSError:
        break
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
print("enough")
