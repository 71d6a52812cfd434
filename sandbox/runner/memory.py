"""How much memory the program and everything it started hold together."""

import os
import random
import re
import threading
import time
from collections.abc import Callable

from .container_memory import Cgroup, GVisor, own_memory

PAGE = os.sysconf("SC_PAGE_SIZE")
FEW = 16
INODE = 1024
# What the supervisor and gVisor itself need of a container's memory.
RESERVE = 160 * 1024 * 1024
WATCH_SECONDS = 0.05
# Before the first look: it would keep the supervisor from the end of a program that only prints.
FIRST_SECONDS = 0.02
# How long one look may take.
LOOK_SECONDS = 0.1
# Looking may cost at most this part of the time: a fork bomb makes it slow.
SHARE = 0.2


class MemoryWatch:
    """Looks at the memory about 20 times a second and remembers the most.

    In a thread of its own: the kernel may keep a look at a fork bomb waiting for seconds, and the wall clock
    must not wait with it.
    """

    def __init__(self) -> None:
        self.peak = 0
        self.is_too_much = False
        self._kernel = own_memory()

    def start(self, limit: int, tell: Callable[[], object]) -> None:
        """Watch until the end of this process, which forks no more."""
        most = self._kernel.memory_limit() if isinstance(self._kernel, GVisor) else None
        self._limit = limit if most is None else min(limit, most - RESERVE)
        self._before = self._kernel.memory_held() if self._kernel else 0
        self._kills = oom_kills(self._kernel)
        threading.Thread(target=self._watch, args=(tell,), daemon=True).start()

    def has_killed(self) -> bool:
        """Whether the kernel has killed for want of memory since this watch began."""
        return oom_kills(self._kernel) > self._kills

    def _watch(self, tell: Callable[[], object]) -> None:
        time.sleep(FIRST_SECONDS)
        while not self.is_too_much:
            began = time.monotonic()
            used = self._kernel.memory_held() - self._before if self._kernel else memory_in_use(self._limit)
            self.peak = max(self.peak, used)
            if used > self._limit or (self._kernel is not None and self.has_killed()):
                self.is_too_much = True
                tell()
            time.sleep(max(WATCH_SECONDS, (time.monotonic() - began) / SHARE))


def oom_kills(kernel: Cgroup | GVisor | None) -> int:
    """How often the kernel has killed in this container, or where it does not say, on this machine."""
    if kernel:
        return kernel.kills()
    try:
        with open("/proc/vmstat", "rb") as file:
            found = re.search(rb"^oom_kill (\d+)$", file.read(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0


def memory_in_use(limit: int) -> int:
    """Bytes of private memory of all processes but this one, plus what lies in the work folders.

    Pages that forked processes share are counted once. Where there are many processes and a cheap estimate
    passes ``limit``, the largest are counted exactly and the others by a sample: walking the page tables of a
    whole fork bomb would take seconds, in which no clock is watched.
    """
    pids = [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    files = _shared_segments() + sum(_folder_bytes(folder) for folder in ("/job", "/tmp", "/dev/shm"))
    until = time.monotonic() + LOOK_SECONDS
    if len(pids) <= FEW:
        return files + _sum(_proportional if len(pids) > 1 else _resident, pids, until)
    random.shuffle(pids)
    sizes: dict[int, int] = {}
    estimate = files + _sum(lambda pid: sizes.setdefault(pid, _resident(pid)), pids, until)
    if estimate <= limit:
        return estimate
    by_size = sorted(pids, key=lambda pid: -sizes.get(pid, 0))
    largest, others = by_size[: FEW // 2], by_size[FEW // 2 :]
    sampled = _sum(_proportional, random.sample(others, FEW // 2), until)
    return files + _sum(_proportional, largest, until) + sampled * len(others) // (FEW // 2)


def _sum(measure: Callable[[int], int], pids: list[int], until: float) -> int:
    """The sum over all of ``pids``; from those that were reached when the time is over, but at least one."""
    total = 0
    for done, pid in enumerate(pids, 1):
        total += measure(pid)
        if time.monotonic() > until:
            return total * len(pids) // done
    return total


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
