"""What went wrong in the user's program, as data: type, message, line of the user's code, traceback."""

import traceback
from types import TracebackType
from typing import Any

PROGRAM = "/job/main.py"
MAX_MESSAGE = 2000
MAX_TRACEBACK = 6000
MAX_FRAMES = 12


def describe_failure(error: BaseException) -> dict[str, Any]:
    """The failure in bounded size; ``line`` is where in the user's program it came from, or None."""
    return {
        "type": type(error).__name__[:200],
        "message": _message(error)[:MAX_MESSAGE],
        "line": _line(error),
        "traceback": format_failure(error)[-MAX_TRACEBACK:],
    }


def format_failure(error: BaseException) -> str:
    """The traceback as Python prints it, without the supervisor's own frames and with the middle left out."""
    seen: BaseException | None = error
    while seen is not None:
        seen.__traceback__ = _from_program(seen.__traceback__)
        seen = seen.__cause__ or seen.__context__
    try:
        return "".join(traceback.format_exception(error, limit=-MAX_FRAMES))
    except Exception:  # noqa: BLE001 - an exception class of the user's may break its own printing
        return f"{type(error).__name__}\n"


def _from_program(trace: TracebackType | None) -> TracebackType | None:
    first = trace
    while first is not None and first.tb_frame.f_code.co_filename != PROGRAM:
        first = first.tb_next
    return first


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - see above
        return ""


def _line(error: BaseException) -> int | None:
    if isinstance(error, SyntaxError) and error.filename == PROGRAM:
        return error.lineno
    line = None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == PROGRAM:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
