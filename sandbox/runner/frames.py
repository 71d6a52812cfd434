"""The two wire formats: a job (worker to supervisor) and frames (supervisor to worker).

A job is a magic marker, a length-prefixed JSON header, the code, the picture. A frame is one letter, a
32-bit big-endian length, the payload. Once the job's key is known a seal follows each frame: where a
kernel lets the program reach the descriptors of its supervisor, what it writes there is still no frame.
"""

import hashlib
import hmac
import json
import struct
from typing import Any, BinaryIO

PROTOCOL = 2
MAGIC = b"\nSNAPRUN-JOB-2\n"
KEY_BYTES = 32
SEAL_BYTES = 16
MAX_HEADER_BYTES = 64 * 1024
MAX_FRAME_BYTES = 64 * 1024 * 1024

READY = b"R"
STARTED = b"S"
STDOUT = b"O"
STDERR = b"E"
FIGURES = b"G"
FILE = b"F"
SKIPPED = b"K"
RESULT = b"X"


class ProtocolError(Exception):
    """What arrived is not a job."""


class FrameWriter:
    """Writes frames and flushes each, so that the worker sees it now."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._key: bytes | None = None
        self._count = 0

    def seal_with(self, key: bytes) -> None:
        """From now on every frame is sealed: HMAC-SHA-256, cut to 16 bytes, over its number and itself."""
        self._key = key

    def write(self, kind: bytes, payload: bytes) -> None:
        if len(payload) > MAX_FRAME_BYTES:
            raise ProtocolError(f"a frame of {len(payload)} bytes is larger than {MAX_FRAME_BYTES}")
        header = kind + struct.pack(">I", len(payload))
        self._out.write(header)
        self._out.write(payload)
        if self._key is not None:
            seal = hmac.new(self._key, struct.pack(">Q", self._count) + header, hashlib.sha256)
            seal.update(payload)
            self._out.write(seal.digest()[:SEAL_BYTES])
            self._count += 1
        self._out.flush()

    def write_json(self, kind: bytes, value: Any) -> None:
        self.write(kind, json.dumps(value, ensure_ascii=True, allow_nan=False).encode())


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
