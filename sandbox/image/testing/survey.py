"""What is in the image, as JSON: run inside it."""

import json
import os
import stat
import sys
from importlib import import_module, metadata

# Before any import, because some packages add to it.
ENVIRONMENT = sorted(os.environ)
LIBRARIES = "/opt/snaprun/libraries"
IMPORTS = {
    "numpy": "numpy",
    "pandas": "pandas",
    "matplotlib": "matplotlib.pyplot",
    "Pillow": "PIL.Image",
    "scipy": "scipy.stats",
    "scikit-image": "skimage.measure",
    "scikit-learn": "sklearn.linear_model",
    "opencv-python-headless": "cv2",
    "sympy": "sympy",
    "seaborn": "seaborn",
    "openpyxl": "openpyxl",
    "networkx": "networkx",
}


def survey() -> dict[str, object]:
    special, programs, writable, uncompiled = [], [], [], []
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in ("/proc", "/sys", "/dev")]
        if os.access(folder, os.W_OK):
            writable.append(folder)
        for name in files:
            path = os.path.join(folder, name)
            status = os.lstat(path)
            if status.st_mode & (stat.S_ISUID | stat.S_ISGID):
                special.append(path)
            if os.path.dirname(path) in ("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"):
                programs.append(path)
            if path.startswith(("/opt/snaprun", "/usr/lib/python3.11")) and name.endswith(".py"):
                cached = os.path.join(folder, "__pycache__", f"{name[:-3]}.cpython-311.pyc")
                if not os.path.exists(cached):
                    uncompiled.append(path)
    failed = []
    for package, module in IMPORTS.items():
        try:
            import_module(module)
        except Exception as error:  # noqa: BLE001 - which one fails and why is the answer
            failed.append(f"{package}: {error}")
    with open("/opt/snaprun/sbom.cdx.json", encoding="utf-8") as file:
        listed = [component.get("purl", "") for component in json.load(file)["components"]]
    return {
        "python": sys.version.split()[0],
        "ids": [os.getuid(), os.getgid(), *os.getgroups()],
        "environment": ENVIRONMENT,
        "setuid": special,
        "programs": programs,
        "writable": writable,
        "uncompiled": uncompiled,
        "failedImports": failed,
        "installed": {dist.name: dist.version for dist in metadata.distributions(path=[LIBRARIES])},
        "debian": sorted(os.listdir("/var/lib/dpkg/status.d")),
        "listed": listed,
    }


print(json.dumps(survey()))
