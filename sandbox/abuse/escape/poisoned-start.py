# LD_PRELOAD, PYTHONSTARTUP, sitecustomize and start-up files where an interpreter or a library would look for them.
# expect: ok
# says: ^poisoned$
import os

poison = "import os\nos.makedirs('/job/out', exist_ok=True)\nopen('/job/out/escaped.csv', 'w').write('ESCAPED')\n"
os.environ.update(LD_PRELOAD="/job/x.so", LD_LIBRARY_PATH="/job", LD_AUDIT="/job/x.so", PYTHONSTARTUP="/job/x.py", PYTHONPATH="/job", PYTHONHOME="/job")
for path in ("/tmp/sitecustomize.py", "/tmp/usercustomize.py", "/job/sitecustomize.py", "/tmp/.local/lib/python3.11/site-packages/x.pth", "/tmp/.pythonrc.py",
             "/tmp/.config/matplotlib/matplotlibrc", "/tmp/matplotlib/matplotlibrc", "/job/matplotlibrc", "/job/pyvenv.cfg", "/tmp/.bashrc", "/tmp/.profile", "/job/x.py"):
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(poison)
    except OSError:
        pass
for path in ("/etc/ld.so.preload", "/etc/ld.so.conf", "/etc/profile", "/usr/lib/python3.11/sitecustomize.py", "/opt/snaprun/libraries/x.pth"):
    try:
        with open(path, "w"):
            print("ESCAPED:", path)
    except OSError:
        pass
print("poisoned")
