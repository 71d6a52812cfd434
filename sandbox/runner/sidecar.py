"""Notes that the user's process leaves for the supervisor: how it failed, what its figures show.

They lie in a folder that the user's program can write as well, so the supervisor trusts nothing in
them: it reads bounded amounts from regular files.
"""

import json
import os
import shutil
import stat
from typing import Any

from .open_folder import open_folder

FOLDER = "/tmp/.snaprun"
MAX_FAILURE_BYTES = 64 * 1024
MAX_FIGURE_BYTES = 512 * 1024
MAX_FIGURES = 24


def leave_failure(failure: dict[str, Any]) -> None:
    _leave("failure.json", failure, MAX_FAILURE_BYTES)


def leave_figure(number: int, facts: dict[str, Any]) -> None:
    if number < MAX_FIGURES:
        _leave(f"figure-{number:03}.json", facts, MAX_FIGURE_BYTES)


def clear() -> None:
    shutil.rmtree(FOLDER, ignore_errors=True)


def read_failure() -> dict[str, Any] | None:
    try:
        value = json.loads(_read("failure.json", MAX_FAILURE_BYTES) or b"null")
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def read_figures() -> list[bytes]:
    """The notes as they are: the worker parses them, so that no forged one can trip the supervisor."""
    notes = (_read(f"figure-{number:03}.json", MAX_FIGURE_BYTES) for number in range(MAX_FIGURES))
    return [note for note in notes if note]


def _leave(name: str, value: dict[str, Any], largest: int) -> None:
    text = json.dumps(value, allow_nan=False).encode()
    if len(text) > largest:
        return
    os.makedirs(FOLDER, exist_ok=True)
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(text)


def _read(name: str, largest: int) -> bytes | None:
    """A bounded regular file of the folder, which the program may have replaced as a whole by a link."""
    try:
        folder = open_folder(FOLDER)
    except OSError:
        return None
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError:
        return None
    finally:
        os.close(folder)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        text = file.read(largest + 1)
    return text if len(text) <= largest else None
