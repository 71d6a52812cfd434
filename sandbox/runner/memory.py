"""How much memory the program and everything it started hold together."""

import os
import re
import time

from .cgroup import Cgroup, own_cgroup

PAGE = os.sysconf("SC_PAGE_SIZE")
FEW = 16
INODE = 1024
# What the supervisor, and a kernel of the sandbox's own as gVisor has, need of a container's memory.
RESERVE = 160 * 1024 * 1024
WATCH_SECONDS = 0.05
# Looking may cost at most this part of the time: a fork bomb makes it slow.
SHARE = 0.2


class MemoryWatch:
    """Looks at the memory about 20 times a second and remembers the most."""

    def __init__(self, limit: int) -> None:
        self.peak = 0
        self.next_look = time.monotonic()
        self._cgroup = own_cgroup()
        self._limit = limit if self._cgroup else min(limit, _machine_memory() - RESERVE)
        self._before = self._cgroup.memory_held() if self._cgroup else 0
        self._kills = oom_kills(self._cgroup)

    def is_too_much(self) -> bool:
        """Look once; whether the limit is passed or the kernel has already killed for want of memory."""
        began = time.monotonic()
        used = self._cgroup.memory_held() - self._before if self._cgroup else memory_in_use(self._limit)
        self.peak = max(self.peak, used)
        ended = time.monotonic()
        self.next_look = ended + max(WATCH_SECONDS, (ended - began) / SHARE)
        return used > self._limit or (self._cgroup is not None and self.has_killed())

    def has_killed(self) -> bool:
        """Whether the kernel has killed for want of memory since this watch began."""
        return oom_kills(self._cgroup) > self._kills


def oom_kills(cgroup: Cgroup | None) -> int:
    """How often the kernel has killed in this container, or where it does not say, on this machine."""
    if cgroup:
        return cgroup.kills()
    try:
        with open("/proc/vmstat", "rb") as file:
            found = re.search(rb"^oom_kill (\d+)$", file.read(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def memory_in_use(limit: int) -> int:
    """Bytes of private memory of all processes but this one, plus what lies in the work folders.

    Pages that forked processes share are counted once, unless there are so many processes that walking
    all their page tables 20 times a second would cost more than it tells: then only when the cheap estimate passes ``limit``.
    """
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    files = _shared_segments() + sum(_folder_bytes(folder) for folder in ("/job", "/tmp", "/dev/shm"))
    if 1 < len(pids) <= FEW:
        return files + sum(_proportional(pid) for pid in pids)
    estimate = files + sum(_resident(pid) for pid in pids)
    return estimate if estimate <= limit else files + sum(_proportional(pid) for pid in pids)


def _machine_memory() -> int:
    """What this machine has; under gVisor that is what the container may use."""
    return PAGE * os.sysconf("SC_PHYS_PAGES")


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


def _shared_segments() -> int:
    """System V shared memory, which outlives whoever filled it and belongs to nobody's resident size."""
    try:
        with open("/proc/sysvipc/shm", "rb") as file:
            lines = file.read().splitlines()[1:]
        return sum(int(line.split()[14]) for line in lines)
    except (OSError, IndexError, ValueError):
        return 0  # this kernel has none


def _folder_bytes(folder: str) -> int:
    """Contents, and the kernel's own memory for the names: a million empty files are not free."""
    try:
        space = os.statvfs(folder)
    except OSError:
        return 0  # this driver does not mount it
    return (space.f_blocks - space.f_bfree) * space.f_frsize + (space.f_files - space.f_ffree) * INODE
