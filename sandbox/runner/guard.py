"""What keeps the user's program away from the supervisor: no readable memory, no reachable descriptor."""

import ctypes
import os
from typing import BinaryIO

_PR_SET_DUMPABLE = 4


def set_dumpable(on: bool) -> None:
    """A process that is not dumpable lets no other of its uid open its /proc entries or trace it."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_DUMPABLE, int(on), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_DUMPABLE) failed")


def take_protocol_streams() -> tuple[BinaryIO, BinaryIO]:
    """Move the protocol off descriptors 0 and 1, so that nothing printed by accident becomes a frame.

    The input is unbuffered: after the job, its readiness alone means that the worker has gone.
    """
    source = os.fdopen(os.dup(0), "rb", buffering=0)
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    return source, out
