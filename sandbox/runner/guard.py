"""What keeps the user's program away from the supervisor: no readable memory, no reachable descriptor."""

import ctypes
import os
import signal
import sys
from typing import BinaryIO

_PR_SET_DUMPABLE = 4
_NEVER_IGNORED = {signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD}
# Python ignores these itself, to raise an OSError instead.
_ALWAYS_IGNORED = {signal.SIGPIPE, signal.SIGXFSZ}


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


def ignore_signals() -> None:
    """The program may signal its supervisor, and not every kernel protects process 1 from it."""
    for number in signal.valid_signals() - _NEVER_IGNORED:
        _handle(number, signal.SIG_IGN)


def restore_signals() -> None:
    """What a program expects when it starts: the default for every signal, Ctrl-C as an exception."""
    for number in signal.valid_signals() - _ALWAYS_IGNORED:
        _handle(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def forget_work_folder() -> None:
    """``python -m`` looks for modules in the folder it starts in, which is where the program will write."""
    work = os.getcwd()
    sys.path[:] = [path for path in sys.path if path not in ("", work)]


def _handle(number: int, how: signal.Handlers) -> None:
    try:
        signal.signal(number, how)
    except OSError:
        pass  # the C library keeps a few for itself
