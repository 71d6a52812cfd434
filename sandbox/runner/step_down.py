"""``step_down.py UID COMMAND…``: give up root for good, then become the command.

Run by path, before any isolation of the program itself; see the bubblewrap driver.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    uid = int(sys.argv[1])
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    if os.getresuid() != (uid, uid, uid) or os.getgroups() or _capabilities() != 0:
        sys.exit("root's rights could not be given up")
    # Changing the uid has cleared the wish to die with the parent.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    os.execv(sys.argv[2], sys.argv[2:])


def _capabilities() -> int:
    with open("/proc/self/status", encoding="ascii") as file:
        values = [line.split()[1] for line in file if line.startswith(("CapPrm", "CapEff", "CapAmb"))]
    return sum(int(value, 16) for value in values)


if __name__ == "__main__":
    main()
