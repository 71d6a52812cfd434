# A program that was written by the program, run from every folder and from memory: it is in the same cage.
# expect: ok
# says: ^(same cage|not run)$
import os
import subprocess
import sys

python = os.path.realpath("/proc/self/exe")
check = "import os;print('same cage' if os.getuid()!=0 and not os.access('/opt/snaprun/runner',os.W_OK) else 'ESCAPED')"
said = set()
for folder in ("/job", "/tmp", "/dev/shm"):
    path = f"{folder}/dropped"
    try:
        with open(python, "rb") as source, open(path, "wb") as file:
            file.write(source.read(19_000_000))
        os.chmod(path, 0o6755)
        said.add(subprocess.run([path, "-S", "-c", check], capture_output=True, text=True, timeout=5).stdout.strip())
    except (OSError, subprocess.SubprocessError):
        pass
try:
    descriptor = os.memfd_create("program")
    with open(python, "rb") as source:
        os.write(descriptor, source.read(19_000_000))
    said.add(subprocess.run([f"/proc/self/fd/{descriptor}", "-S", "-c", check], capture_output=True, text=True, timeout=5, pass_fds=[descriptor]).stdout.strip())
except (OSError, subprocess.SubprocessError):
    pass
said.discard("")
print(said.pop() if len(said) == 1 else f"ESCAPED {said}" if said else "not run")
