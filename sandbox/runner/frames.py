"""The two wire formats: a job (worker to supervisor) and frames (supervisor to worker).

A job is a magic marker, a length-prefixed JSON header, the code, the picture. A frame is one letter, a
32-bit big-endian length, the payload.
"""

import json
import struct
from typing import Any, BinaryIO

MAGIC = b"\nSNAPRUN-JOB-1\n"
MAX_HEADER_BYTES = 64 * 1024
MAX_FRAME_BYTES = 64 * 1024 * 1024

READY = b"R"
STDOUT = b"O"
STDERR = b"E"
FIGURES = b"G"
FILE = b"F"
SKIPPED = b"K"
RESULT = b"X"


class ProtocolError(Exception):
    """What arrived is not a job."""


def write_frame(out: BinaryIO, kind: bytes, payload: bytes) -> None:
    """Write one frame and flush it, so that the worker sees it now."""
    if len(payload) > MAX_FRAME_BYTES:
        raise ProtocolError(f"a frame of {len(payload)} bytes is larger than {MAX_FRAME_BYTES}")
    out.write(kind + struct.pack(">I", len(payload)))
    out.write(payload)
    out.flush()


def write_json(out: BinaryIO, kind: bytes, value: Any) -> None:
    write_frame(out, kind, json.dumps(value, ensure_ascii=True, allow_nan=False).encode())


def file_payload(name: str, content: bytes) -> bytes:
    """The payload of a FILE frame: 16-bit length of the name, the name in UTF-8, the bytes."""
    encoded = name.encode("utf-8", "replace")[:1024]
    return struct.pack(">H", len(encoded)) + encoded + content


def read_until_magic(source: BinaryIO) -> bool:
    """Drop everything before the marker (a hijacked connection may carry noise); False at end of input."""
    seen = b""
    while not seen.endswith(MAGIC):
        byte = source.read(1)
        if not byte:
            return False
        seen = (seen + byte)[-len(MAGIC) :]
    return True


def read_exactly(source: BinaryIO, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0:
        part = source.read(min(size, 1 << 20))
        if not part:
            raise ProtocolError("the input ended in the middle of a job")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def read_header(source: BinaryIO) -> Any:
    (size,) = struct.unpack(">I", read_exactly(source, 4))
    if size > MAX_HEADER_BYTES:
        raise ProtocolError(f"a header of {size} bytes is larger than {MAX_HEADER_BYTES}")
    try:
        return json.loads(read_exactly(source, size))
    except ValueError as error:
        raise ProtocolError("the header is not JSON") from error
