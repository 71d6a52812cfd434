"""What the kernel says about the memory of this container, where it counts and shows it (docker with runc)."""

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


def own_cgroup() -> Cgroup | None:
    """The control group that limits this container's memory, None where there is none to be seen."""
    return next((group for group in Cgroup.KNOWN if group.memory_limit() is not None), None)


def _number(name: str, text: str) -> int:
    found = re.search(rf"^{name} (\d+)$", text, re.MULTILINE)
    return int(found[1]) if found else 0


def _read(path: str) -> str:
    try:
        with open(path, encoding="ascii") as file:
            return file.read()
    except (OSError, ValueError):
        return ""
