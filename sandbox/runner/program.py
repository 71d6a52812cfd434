"""Running the user's program in the process that was forked for it. Nothing here returns: every path ends the process."""

import atexit
import builtins
import ctypes
import io
import os
import signal
import site
import sys
import threading
import types

from .failure import PROGRAM, describe_failure, format_failure
from .guard import restore_signals, set_dumpable
from .orders import read_orders
from .rlimits import apply_limits, lift_memory_limit
from .sidecar import leave_failure

# A fork bomb at the supervisor's own priority would leave it too little of the CPUs to watch the clock.
BEHIND = 10
# The descriptor after the standard ones.
ORDERS = 3


def run_program(stdout: int, stderr: int, orders: int) -> None:
    """Get ready, wait on ``orders``, and become the program that is read there: own streams, limits in force."""
    exit_code = 1
    try:
        _detach(stdout, stderr, orders)
        _rehearse()
        told = read_orders(ORDERS)
        os.close(ORDERS)
        if told is None:
            return  # the supervisor has ended instead
        code, limits = told
        apply_limits(limits)
        exit_code = _execute(code)
        exit_code = _finish(exit_code)
    finally:
        os._exit(exit_code)


def _detach(stdout: int, stderr: int, orders: int) -> None:
    signal.set_wakeup_fd(-1)
    restore_signals()
    os.setsid()
    os.nice(BEHIND)
    os.umask(0o022)
    null = os.open(os.devnull, os.O_RDONLY)
    # Out of the way of the descriptors that they move to.
    moving = [os.dup(descriptor) for descriptor in (null, stdout, stderr, orders)]
    for target, descriptor in enumerate(moving):
        os.dup2(descriptor, target, inheritable=target != ORDERS)
    os.closerange(ORDERS + 1, 4096)  # the supervisor holds a handful, and the kernel hands out the lowest free number
    set_dumpable(True)
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write("1000")  # under memory pressure the program goes first, the supervisor stays to tell
    except OSError:
        pass  # some kernels and gVisor refuse; the limits hold all the same
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.__stdout__ = _writer(1)
    sys.stderr = sys.__stderr__ = _writer(2)


def _writer(descriptor: int) -> io.TextIOWrapper:
    raw = io.BufferedWriter(io.FileIO(descriptor, "wb", closefd=False), 64 * 1024)
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", line_buffering=True)


def _rehearse() -> None:
    """Run a line of nothing, so that the pages which any program changes are this process's own already."""
    exec(compile("print(end=str()); [*map(str, range(9))]", PROGRAM, "exec", dont_inherit=True), {})


def _execute(code: str) -> int:
    main = types.ModuleType("__main__")
    main.__dict__.update(__file__=PROGRAM, __builtins__=builtins)
    sys.modules["__main__"] = main
    sys.argv = [PROGRAM]
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path[:] = [os.path.dirname(PROGRAM), *(path for path in sys.path if path not in ("", own, "/job"))]
    site.setquit()
    os.chdir(os.path.dirname(PROGRAM))
    try:
        exec(compile(code, PROGRAM, "exec", dont_inherit=True), main.__dict__)
    except SystemExit as error:
        return _exited(error)
    except BaseException as error:  # noqa: BLE001 - whatever the program raised is its result
        if isinstance(error, MemoryError):
            lift_memory_limit()
        leave_failure(describe_failure(error))
        _print_error(format_failure(error))
        return 1
    return 0


def _exited(error: SystemExit) -> int:
    if error.code is None or error.code == 0:
        return 0
    leave_failure(describe_failure(error))
    if isinstance(error.code, int):
        return error.code & 0xFF or 1
    _print_error(f"{error.code}\n")
    return 1


def _print_error(text: str) -> None:
    try:
        sys.stderr.write(text)
    except Exception:  # noqa: BLE001 - the program may have replaced or closed its own stderr
        os.write(2, text.encode("utf-8", "backslashreplace"))


def _finish(exit_code: int) -> int:
    """What the interpreter does at its end, short of tearing down every module."""
    try:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        ctypes.CDLL(None).fflush(None)
    except BaseException as error:  # noqa: BLE001 - the program's own objects run here
        _print_error(f"Error at exit: {type(error).__name__}\n")
        return exit_code or 120
    return exit_code
