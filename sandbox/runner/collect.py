"""Collecting what the program left in its output folder, believing nothing about it.

Runs after every process of the program is dead. Links are never followed; only regular files with one
name, an allowed extension and an allowed size are read.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from .job import Limits

EXTENSIONS = frozenset(
    "png jpg jpeg gif svg pdf csv tsv json txt md html xlsx".split(),
)
MAX_ENTRIES = 10_000
MAX_DEPTH = 4
MAX_SKIPPED = 50


@dataclass(frozen=True)
class Collected:
    name: str
    content: bytes


@dataclass(frozen=True)
class Skipped:
    name: str
    reason: str


def collect(folder: str, limits: Limits) -> Iterator[Collected | Skipped]:
    """Every output file, or why it was left out; at most ``limits.files`` files and 50 reasons."""
    files = 0
    total = 0
    skipped = 0
    for name, path in _walk(folder):
        found: Collected | Skipped
        if files >= limits.files:
            found = Skipped(name, f"more than {limits.files} files")
        else:
            found = _read(name, path, limits, limits.totalFileBytes - total)
        if isinstance(found, Collected):
            files += 1
            total += len(found.content)
        else:
            skipped += 1
            if skipped > MAX_SKIPPED:
                return
        yield found


def _walk(folder: str) -> Iterator[tuple[str, str]]:
    pending = [(folder, "", 0)]
    entries = 0
    while pending:
        path, prefix, depth = pending.pop(0)
        try:
            children = []
            with os.scandir(path) as listing:
                for entry in listing:
                    entries += 1
                    if entries > MAX_ENTRIES:
                        break
                    children.append(entry)
        except OSError:
            continue  # a folder without read permission has nothing for us
        for entry in sorted(children, key=lambda child: child.name):
            name = prefix + _printable(entry.name)
            if entry.is_dir(follow_symlinks=False):
                if depth < MAX_DEPTH:
                    pending.append((entry.path, name + "/", depth + 1))
            else:
                yield name, entry.path


def _read(name: str, path: str, limits: Limits, room: int) -> Collected | Skipped:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    try:
        before = os.lstat(path)
        if not stat.S_ISREG(before.st_mode):
            return Skipped(name, "not a regular file")
        if extension not in EXTENSIONS:
            return Skipped(name, "this type of file is not kept")
        # Without O_NOFOLLOW and the second look, a swap between the two calls would be followed.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return Skipped(name, f"unreadable ({error.strerror})")
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Skipped(name, "not a regular file")
        if status.st_nlink != 1:
            return Skipped(name, "a hard link")
        if status.st_size > limits.fileBytes:
            return Skipped(name, f"larger than {limits.fileBytes} bytes")
        if status.st_size > room:
            return Skipped(name, f"more than {limits.totalFileBytes} bytes in all")
        return Collected(name, file.read(status.st_size))


def _printable(name: str) -> str:
    """A name fit for JSON and a terminal: what is not UTF-8 or not printable becomes ``_``."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "_" for char in text)[:200]
