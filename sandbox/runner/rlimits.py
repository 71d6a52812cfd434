"""Resource limits of the user's process, inherited by everything it starts."""

import os
import random
import resource

from .job import Limits

# Enough above the limit to describe a MemoryError once it has been raised.
REPORT_HEADROOM = 64 * 1024 * 1024
# Address space is also spent on mapped libraries and reservations that never hold memory.
ADDRESS_SPACE_FACTOR = 3


def apply_limits(limits: Limits) -> None:
    memory = limits.memoryBytes
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory + REPORT_HEADROOM))
    resource.setrlimit(resource.RLIMIT_AS, (memory * ADDRESS_SPACE_FACTOR,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.fileBytes,) * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
    try:
        resource.setrlimit(resource.RLIMIT_MSGQUEUE, (0, 0))
    except ValueError:
        pass  # gVisor knows no such limit, and has no POSIX message queues to spend it on
    cpu = limits.wallMs // 1000 * limits.cpus + 5
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    if limits.processes:
        # The supervisor counts as one of them.
        resource.setrlimit(resource.RLIMIT_NPROC, (limits.processes + 1,) * 2)
    _stay_on(limits.cpus)


def lift_memory_limit() -> None:
    """Give a program that ran out of memory the headroom to say so."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (hard, hard))


def _stay_on(cpus: int) -> None:
    allowed = list(os.sched_getaffinity(0))
    if cpus and len(allowed) > cpus:
        os.sched_setaffinity(0, random.sample(allowed, cpus))
