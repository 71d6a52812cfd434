"""One run: let the program begin, stream what it prints, end it in time, collect what it made."""

import os
import resource
import select
import selectors
import signal
import time
from dataclasses import dataclass
from typing import BinaryIO

from . import frames
from .collect import Collected, collect
from .job import Job, Limits, read_key
from .memory import MemoryWatch
from .orders import write_orders
from .program import run_program
from .sidecar import read_failure, read_figures
from .strays import kill_everything, reap
from .verdict import Ending, judge

WORK = "/job"
CHUNK = 64 * 1024
LINGER_SECONDS = 5


@dataclass
class Run:
    """``main`` is the program's first process; it waits until ``orders`` say what to run."""

    main: int
    orders: int
    pipes: dict[int, bytes]
    memory: MemoryWatch
    started: float = 0.0
    status: int | None = None
    stopped: str | None = None
    written: int = 0


def prepare_run() -> Run:
    """Fork the process that will run the program, ahead of the job: it costs milliseconds, under gVisor many."""
    stdout_read, stdout_write = _pipe()
    stderr_read, stderr_write = _pipe()
    waits, orders = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(orders)
        run_program(stdout_write, stderr_write, waits)
    os.close(stdout_write)
    os.close(stderr_write)
    os.close(waits)
    return Run(pid, orders, {stdout_read: frames.STDOUT, stderr_read: frames.STDERR}, MemoryWatch())


def supervise(run: Run, job: Job, source: BinaryIO, out: frames.FrameWriter) -> None:
    """Run the job and send every frame of its answer, the result last."""
    _lay_out(job)
    bell, ringer = _pipe()
    os.set_blocking(ringer, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ringer, warn_on_full_buffer=False)
    run.memory.start(job.limits.memoryBytes, lambda: os.write(ringer, b"m"))
    _let_go(run, job, source, out)
    try:
        _watch(run, job.limits, source, out, bell)
    finally:
        ended = time.monotonic()
        kill_everything()
    _drain(run, job.limits, out)
    for found in collect(f"{WORK}/out", job.limits):
        if isinstance(found, Collected):
            out.write(frames.FILE, frames.file_payload(found.name, found.content))
        else:
            out.write_json(frames.SKIPPED, {"name": found.name, "reason": found.reason, "bytes": found.bytes})
    for figure in read_figures():
        out.write(frames.FIGURES, figure)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    ending = Ending(run.status, run.stopped, read_failure(), run.memory.has_killed())
    result = judge(ending) | {
        "durationMs": round((ended - run.started) * 1000),
        "cpuMs": round((usage.ru_utime + usage.ru_stime) * 1000),
        "peakMemoryBytes": max(run.memory.peak, usage.ru_maxrss * 1024),
    }
    out.write_json(frames.RESULT, result)


def wait_for_the_end(source: BinaryIO) -> None:
    """Stay until the worker has read everything and closes the input: what a daemon in between still holds may be lost with us."""
    deadline = time.monotonic() + LINGER_SECONDS
    while (left := deadline - time.monotonic()) > 0:
        if select.select([source.fileno()], [], [], left)[0] and _read(source.fileno(), CHUNK) == b"":
            return


def _lay_out(job: Job) -> None:
    os.makedirs(f"{WORK}/out", exist_ok=True)
    with open(f"{WORK}/main.py", "w", encoding="utf-8") as file:
        file.write(job.code)
    if job.picture is not None:
        with open(f"{WORK}/input.png", "wb") as file:
            file.write(job.picture)


def _let_go(run: Run, job: Job, source: BinaryIO, out: frames.FrameWriter) -> None:
    """Learn the key, which the memory of the waiting process does not hold, then let the program begin."""
    out.seal_with(read_key(source))
    os.set_blocking(source.fileno(), False)
    out.write(frames.STARTED, b"")
    run.started = time.monotonic()
    write_orders(run.orders, job)


def _pipe() -> tuple[int, int]:
    """A pipe whose reader never waits: the program may have read it empty through /proc before we do."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    return reader, writer


def _read(descriptor: int, size: int) -> bytes | None:
    """What is there now; nothing at the end, None when there is nothing yet."""
    try:
        return os.read(descriptor, size)
    except BlockingIOError:
        return None


def _watch(run: Run, limits: Limits, source: BinaryIO, out: frames.FrameWriter, bell: int) -> None:
    """Serve the run until its main process has ended or must be ended."""
    deadline = run.started + limits.wallMs / 1000
    with selectors.DefaultSelector() as selector:
        for descriptor in (source.fileno(), bell, *run.pipes):
            selector.register(descriptor, selectors.EVENT_READ)
        while run.status is None and run.stopped is None:
            now = time.monotonic()
            for key, _ in selector.select(max(0.0, deadline - now)):
                if key.fd == bell:
                    _read(bell, 4096)
                elif key.fd == source.fileno():
                    if _read(key.fd, 4096) == b"":
                        os._exit(3)  # the worker has gone; as process 1, our end is everybody's end
                elif _pass_on(run, key.fd, limits, out) == b"":
                    selector.unregister(key.fd)
            run.status = reap(run.main)
            now = time.monotonic()
            if run.status is None and now >= deadline:
                run.stopped = "timeout"
            elif run.memory.is_too_much and run.stopped is None:
                run.stopped = "out_of_memory"


def _pass_on(run: Run, descriptor: int, limits: Limits, out: frames.FrameWriter) -> bytes | None:
    """Send on one chunk of output and return what was read."""
    read = _read(descriptor, CHUNK)
    if not read:
        return read
    chunk = read
    room = limits.outputBytes - run.written
    if len(chunk) > room:
        chunk = chunk[: max(room, 0)]
        run.stopped = run.stopped or "output_limit"
    if chunk:
        out.write(run.pipes[descriptor], chunk)
        run.written += len(chunk)
    return read


def _drain(run: Run, limits: Limits, out: frames.FrameWriter) -> None:
    """What was printed before the end; nobody is alive to print more."""
    for descriptor in run.pipes:
        while _pass_on(run, descriptor, limits, out):
            pass
        os.close(descriptor)
