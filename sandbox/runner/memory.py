"""How much memory the program and everything it started hold together."""

import os

PAGE = os.sysconf("SC_PAGE_SIZE")
FEW = 16


def memory_in_use(limit: int) -> int:
    """Bytes of private memory of all processes but this one, plus what lies in the work folders.

    Pages that forked processes share are counted once, unless there are so many processes that walking
    all their page tables 20 times a second would cost more than it tells: then only when the cheap estimate passes ``limit``.
    """
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    files = sum(_folder_bytes(folder) for folder in ("/job", "/tmp", "/dev/shm"))
    if 1 < len(pids) <= FEW:
        return files + sum(_proportional(pid) for pid in pids)
    estimate = files + sum(_resident(pid) for pid in pids)
    return estimate if estimate <= limit else files + sum(_proportional(pid) for pid in pids)


def _resident(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:
            fields = file.read().split()
        return (int(fields[1]) - int(fields[2])) * PAGE
    except (OSError, IndexError, ValueError):
        return 0  # it ended while we looked


def _proportional(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            for line in file:
                if line.startswith(b"Pss_Anon:"):
                    return int(line.split()[1]) * 1024
    except (OSError, IndexError, ValueError):
        pass  # it ended, or hides its maps: then its resident size stands
    return _resident(pid)


def _folder_bytes(folder: str) -> int:
    try:
        space = os.statvfs(folder)
    except OSError:
        return 0  # this driver does not mount it
    return (space.f_blocks - space.f_bfree) * space.f_frsize
