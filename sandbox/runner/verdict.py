"""How a run ended, in the words of the execution record."""

import os
import signal
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Ending:
    """``status`` is the wait status of the main process, None if it had to be killed while it ran."""

    status: int | None
    stopped: str | None
    failure: dict[str, Any] | None
    oom_killed: bool


def judge(ending: Ending) -> dict[str, Any]:
    """``{status, exitCode, error}``; each way to end is told apart."""
    exit_code = None if ending.status is None else os.waitstatus_to_exitcode(ending.status)
    failure = _checked(ending.failure)
    if ending.stopped is not None:
        return {"status": ending.stopped, "exitCode": None, "error": None}
    if exit_code is None:
        return {"status": "killed", "exitCode": None, "error": None}
    if exit_code == 0:
        return {"status": "ok", "exitCode": 0, "error": None}
    if exit_code > 0:
        status = "out_of_memory" if failure and _ran_out(failure) else "error"
        said = f"The program ended with exit code {exit_code}."
        return {"status": status, "exitCode": exit_code, "error": failure or _plain("Exit", said)}
    name = _signal_name(-exit_code)
    error = _plain(name, f"The program was ended by the signal {name}.")
    return {"status": _status_of_signal(-exit_code, ending), "exitCode": None, "error": error}


def _status_of_signal(number: int, ending: Ending) -> str:
    if number == signal.SIGKILL:
        return "out_of_memory" if ending.oom_killed else "killed"
    return "timeout" if number == signal.SIGXCPU else "error"


def _ran_out(failure: dict[str, Any]) -> bool:
    return failure["type"] in ("MemoryError", "_ArrayMemoryError") or (
        failure["type"] == "error" and "Insufficient memory" in failure["message"]
    )


def _checked(failure: dict[str, Any] | None) -> dict[str, Any] | None:
    """The note again, in the shape and size we promise: the program could have written it."""
    if failure is None or not isinstance(failure.get("type"), str):
        return None
    line = failure.get("line")
    return {
        "type": failure["type"][:200],
        "message": _text(failure.get("message"))[:2000],
        "line": line if type(line) is int and 0 < line < 1_000_000 else None,
        "traceback": _text(failure.get("traceback"))[-6000:],
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _plain(kind: str, message: str) -> dict[str, Any]:
    return {"type": kind, "message": message, "line": None, "traceback": ""}


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
