"""Collecting what the program left in its output folder, believing nothing about it.

Runs after every process of the program is dead. Links are never followed; only regular files with one
name, an allowed extension and an allowed size are read.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from .job import Limits
from .open_folder import open_folder

EXTENSIONS = frozenset(
    "png jpg jpeg gif svg pdf csv tsv json txt md html xlsx".split(),
)
MAX_ENTRIES = 10_000
MAX_DEPTH = 4
MAX_SKIPPED = 50
MAX_NAME = 200


@dataclass(frozen=True)
class Collected:
    name: str
    content: bytes


@dataclass(frozen=True)
class Skipped:
    name: str
    reason: str
    # Its size, or None where it could not even be looked at.
    bytes: int | None = None


def collect(folder: str, limits: Limits) -> Iterator[Collected | Skipped]:
    """Every output file, or why it was left out; at most ``limits.files`` files and 50 reasons."""
    files = 0
    total = 0
    skipped = 0
    for entry in _walk(folder):
        if files >= limits.files:
            found: Collected | Skipped = Skipped(entry.name, f"more than {limits.files} files", _size(entry))
        else:
            found = _read(entry, limits, limits.totalFileBytes - total)
        if isinstance(found, Collected):
            files += 1
            total += len(found.content)
            yield found
        elif skipped < MAX_SKIPPED:
            skipped += 1
            yield found


@dataclass(frozen=True)
class _Entry:
    """A file by the open folder that holds it: no part of a path can be swapped for a link on the way."""

    name: str
    folder: int
    file: str


def _walk(folder: str) -> Iterator[_Entry]:
    """A folder's files by name, then what is in its folders, a few levels deep."""
    yield from _walk_inside(folder, None, "", 0, [MAX_ENTRIES])


def _walk_inside(path: str, parent: int | None, prefix: str, depth: int, left: list[int]) -> Iterator[_Entry]:
    try:
        folder = open_folder(path, parent)
    except OSError:
        return  # not a folder any more, or not ours to read: there is nothing in it for us
    try:
        folders = []
        for entry in _children(folder, left):
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.name)
            else:
                yield _Entry(prefix + _printable(entry.name), folder, entry.name)
        if depth < MAX_DEPTH:
            for name in folders:
                yield from _walk_inside(name, folder, f"{prefix}{_printable(name)}/", depth + 1, left)
    finally:
        os.close(folder)


def _children(folder: int, left: list[int]) -> list["os.DirEntry[str]"]:
    """The entries in the order of their names; ``left`` counts down how many are looked at in all."""
    children = []
    with os.scandir(folder) as listing:
        for entry in listing:
            if left[0] == 0:
                break
            left[0] -= 1
            children.append(entry)
    return sorted(children, key=lambda child: child.name)


def _read(entry: _Entry, limits: Limits, room: int) -> Collected | Skipped:
    name = entry.name
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    try:
        before = os.lstat(entry.file, dir_fd=entry.folder)
        if not stat.S_ISREG(before.st_mode):
            return Skipped(name, "not a regular file", _count(before))
        if extension not in EXTENSIONS:
            return Skipped(name, "this type of file is not kept", _count(before))
        # Without O_NOFOLLOW and the second look, a swap between the two calls would be followed.
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(entry.file, flags, dir_fd=entry.folder)
    except OSError as error:
        return Skipped(name, f"unreadable ({error.strerror})")
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Skipped(name, "not a regular file", _count(status))
        if status.st_nlink != 1:
            return Skipped(name, "a hard link", _count(status))
        if status.st_size > limits.fileBytes:
            return Skipped(name, f"larger than {limits.fileBytes} bytes", _count(status))
        if status.st_size > room:
            return Skipped(name, f"more than {limits.totalFileBytes} bytes in all", _count(status))
        return Collected(name, file.read(status.st_size))


def _size(entry: _Entry) -> int | None:
    try:
        return _count(os.lstat(entry.file, dir_fd=entry.folder))
    except OSError:
        return None  # its folder may be entered no more


def _count(status: os.stat_result) -> int:
    """The size in bytes; a sparse file may claim more than a number of JSON holds."""
    return min(status.st_size, 2**53 - 1)


def _printable(name: str) -> str:
    """A name fit for JSON and a terminal: what is not UTF-8 or not printable becomes ``_``; its end stays."""
    text = os.fsencode(name).decode("utf-8", "replace")
    text = "".join(char if char.isprintable() else "_" for char in text)
    return text if len(text) <= MAX_NAME else f"{text[: MAX_NAME - 20]}{text[-20:]}"
