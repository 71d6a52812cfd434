"""Ending every process of the sandbox but the supervisor."""

import os
import signal


def kill_everything() -> None:
    """Kill and reap every other process of this pid namespace, daemonised or not.

    Only process 1 of a namespace may do this; anywhere else ``kill(-1)`` would reach the host's processes.
    """
    if os.getpid() != 1:
        raise RuntimeError("the supervisor must be process 1 of its own pid namespace")
    while True:
        try:
            os.kill(-1, signal.SIGKILL)
        except ProcessLookupError:
            pass  # nobody is left to kill; there may still be somebody to reap
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def reap(main: int) -> int | None:
    """Reap whatever has ended; the wait status of ``main`` if it is among them."""
    status = None
    while True:
        try:
            pid, ended = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return status
        if pid == 0:
            return status
        if pid == main:
            status = ended
