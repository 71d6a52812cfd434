"""What a kernel that counts the memory of this container says of it: Linux by its control group, gVisor by itself."""

import os
import re
from dataclasses import dataclass
from typing import ClassVar

UNLIMITED = 1 << 60


@dataclass(frozen=True)
class Cgroup:
    """The files of one control group; their names differ between the two versions of the interface."""

    folder: str
    limit: str
    events: str
    held: tuple[str, ...]

    KNOWN: ClassVar[tuple["Cgroup", ...]]

    def memory_limit(self) -> int | None:
        """Bytes, None without a limit of its own."""
        text = _read(f"{self.folder}/{self.limit}").strip()
        return int(text) if text.isdigit() and int(text) < UNLIMITED else None

    def memory_held(self) -> int:
        """Bytes that cannot be had back: private and shared memory, files in memory; not the cache of files on disk."""
        text = _read(f"{self.folder}/memory.stat")
        return sum(_number(name, text) for name in self.held)

    def kills(self) -> int:
        """How many of its processes the kernel has killed for want of memory."""
        return _number("oom_kill", _read(f"{self.folder}/{self.events}"))


Cgroup.KNOWN = (
    Cgroup("/sys/fs/cgroup", "memory.max", "memory.events", ("anon", "shmem")),
    Cgroup("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.oom_control", ("rss", "shmem")),
)


# gVisor calls itself this, whatever it runs on.
_GVISOR = "#1 SMP Sun Jan 10 15:06:54 PST 2016"


class GVisor:
    """A kernel for this box alone: its memory is the box's."""

    def memory_limit(self) -> int | None:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")

    def memory_held(self) -> int:
        return 1024 * _number("AnonPages: ", _read("/proc/meminfo"), " kB")

    def kills(self) -> int:
        return 0  # who is killed then is gVisor as a whole


def own_memory() -> "Cgroup | GVisor | None":
    """Who counts and limits this container's memory, None where nobody does that we can see."""
    if os.uname().version == _GVISOR:
        return GVisor()
    return next((group for group in Cgroup.KNOWN if group.memory_limit() is not None), None)


def _number(name: str, text: str, unit: str = "") -> int:
    found = re.search(rf"^{name} *(\d+){unit}$", text, re.MULTILINE)
    return int(found[1]) if found else 0


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            return file.read()
    except (OSError, ValueError):
        return ""
