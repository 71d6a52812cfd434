"""A job: the program, the picture, and what the program may use."""

from dataclasses import dataclass
from typing import Any, BinaryIO

from .frames import KEY_BYTES, ProtocolError, read_exactly, read_header, read_until_magic

MAX_CODE_BYTES = 1024 * 1024
MAX_INPUT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Milliseconds and bytes. ``processes`` of 0 means that the kernel cannot count them for us."""

    wallMs: int
    memoryBytes: int
    processes: int
    cpus: int
    outputBytes: int
    fileBytes: int
    totalFileBytes: int
    files: int


@dataclass(frozen=True)
class Job:
    code: str
    picture: bytes | None
    limits: Limits


def read_job(source: BinaryIO) -> Job | None:
    """The next job, or None when the input ended before one began. Its key is still to be read."""
    if not read_until_magic(source):
        return None
    header = read_header(source)
    code = read_exactly(source, _size(header, "codeBytes", MAX_CODE_BYTES))
    picture = read_exactly(source, _size(header, "inputBytes", MAX_INPUT_BYTES))
    try:
        text = code.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError("the code is not UTF-8") from error
    return Job(text, picture or None, _limits(header.get("limits")))


def read_key(source: BinaryIO) -> bytes:
    """The key that seals the answer: read it only when the process that runs the program has been forked."""
    return read_exactly(source, KEY_BYTES)


def _size(header: Any, key: str, largest: int) -> int:
    value = header.get(key) if isinstance(header, dict) else None
    if type(value) is not int or not 0 <= value <= largest:
        raise ProtocolError(f"{key} must be a whole number up to {largest}")
    return value


def _limits(value: Any) -> Limits:
    names = Limits.__dataclass_fields__
    if not isinstance(value, dict) or set(value) != set(names):
        raise ProtocolError(f"limits must name exactly {', '.join(names)}")
    if any(type(number) is not int or number < 0 for number in value.values()):
        raise ProtocolError("a limit must be a whole number")
    return Limits(**value)
