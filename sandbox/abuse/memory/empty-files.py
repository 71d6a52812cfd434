# Names cost the kernel memory even when the files are empty.
# slow: yes
# expect: ok|error|timeout|out_of_memory
# wallMs: 1500
import os

made = 0
try:
    for folder in ("/job", "/tmp", "/dev/shm"):
        for n in range(3_000_000):
            os.close(os.open(f"{folder}/{'n' * 200}{n}", os.O_CREAT | os.O_WRONLY))
            made += 1
except OSError:
    pass
