# Keys, tokens and names of the machine, in every place where they lie by mistake.
# expect: ok
# says: ^found: \[\]$
import glob
import os
import re
import sys

found = []
expected = {"HOME", "LANG", "TZ", "PATH", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "MPLBACKEND", "MPLCONFIGDIR", "SNAPRUN_FONT_CACHE", "OPENBLAS_NUM_THREADS",
            "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "HOSTNAME", "PWD", "LC_CTYPE", "PYTHONHASHSEED", "SOURCE_DATE_EPOCH", "MALLOC_ARENA_MAX", "OPENBLAS_MAIN_FREE"}
found += [name for name in os.environ if name not in expected]
secret = re.compile(r"(KEY|TOKEN|SECRET|PASSWORD|DATABASE_URL|postgres://|BEGIN [A-Z ]*PRIVATE)")
for path in ("/proc/1/environ", "/proc/self/environ", "/proc/1/cmdline", "/proc/cmdline", "/proc/keys", "/proc/key-users"):
    try:
        with open(path, "rb") as file:
            if secret.search(file.read(100_000).decode("utf-8", "replace")):
                found.append(path)
    except OSError:
        pass
for pattern in ("/root/*", "/root/.*", "/home/*", "/run/secrets/*", "/var/run/secrets/*/*", "/etc/shadow", "/etc/ssh/*key", "/work/*", "/.dockerenv/*",
                "/var/lib/docker/*", "/tmp/*.pem", "/etc/kubernetes/*", "/usr/bin/docker", "/usr/bin/gcc", "/usr/bin/apt-get", "/usr/bin/pip*", "/usr/bin/curl", "/usr/bin/wget", "/*history"):
    for path in glob.glob(pattern):
        # The interpreter of this machine may live under a home: of that, only its own folders are there.
        if not sys.base_prefix.startswith(path):
            found.append(path)
print("found:", found)
