"""What the process that waits is told: the program and its limits. Never the key, nor the picture."""

import json
import os
from dataclasses import asdict

from .job import Job, Limits


def write_orders(descriptor: int, job: Job) -> None:
    """Tell all of it and close; who has ended meanwhile is told nothing."""
    told = json.dumps([job.code, asdict(job.limits)]).encode()
    try:
        with os.fdopen(descriptor, "wb") as pipe:
            pipe.write(told)
    except BrokenPipeError:
        pass  # its end is noticed where its status is


def read_orders(descriptor: int) -> tuple[str, Limits] | None:
    """The program and its limits; None when whoever gives orders has ended before."""
    with os.fdopen(descriptor, "rb", closefd=False) as pipe:
        told = pipe.read()
    if not told:
        return None
    code, limits = json.loads(told)
    return code, Limits(**limits)
