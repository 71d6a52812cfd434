"""Which packages programs find here, as the receipt of a run names them."""

import os
import sys

MAX_PACKAGES = 100


def installed_packages() -> dict[str, str]:
    """Versions by name, read from the names of the ``.dist-info`` folders alone: it costs no file."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = sorted(os.listdir(folder or "."))
        except OSError:
            continue  # a zip file, or a folder that is not there
        for name in names:
            package, dash, version = name.removesuffix(".dist-info").partition("-")
            if dash and name.endswith(".dist-info") and len(found) < MAX_PACKAGES:
                found.setdefault(package, version)
    return found
