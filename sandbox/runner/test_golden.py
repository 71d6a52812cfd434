"""The files of sandbox/protocol/golden, which the worker's tests read as well."""

import base64
import io
import json
import os
import unittest
from pathlib import Path
from typing import Any

from runner import frames
from runner.job import Job, Limits, read_job

GOLDEN = Path(__file__).resolve().parent.parent / "protocol" / "golden"


def write(out: io.BytesIO, frame: dict[str, Any]) -> None:
    letter = frame["letter"].encode()
    if "json" in frame:
        frames.write_json(out, letter, frame["json"])
    elif "text" in frame:
        frames.write_frame(out, letter, frame["text"].encode())
    else:
        content = base64.b64decode(frame["contentBase64"])
        frames.write_frame(out, letter, frames.file_payload(frame["name"], content))


class Golden(unittest.TestCase):
    def test_the_supervisor_writes_the_golden_run(self) -> None:
        out = io.BytesIO()
        for frame in json.loads((GOLDEN / "run.json").read_text("utf-8")):
            write(out, frame)
        if os.environ.get("UPDATE_GOLDEN"):
            (GOLDEN / "run.bin").write_bytes(out.getvalue())
        self.assertEqual(out.getvalue(), (GOLDEN / "run.bin").read_bytes())

    def test_the_supervisor_reads_the_golden_job(self) -> None:
        wanted = json.loads((GOLDEN / "job.json").read_text("utf-8"))
        with (GOLDEN / "job.bin").open("rb") as file:
            job = read_job(file)
        picture = base64.b64decode(wanted["inputBase64"])
        self.assertEqual(job, Job(wanted["code"], picture, Limits(**wanted["limits"])))
