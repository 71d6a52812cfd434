"""The files of sandbox/protocol/golden, which the worker's tests read as well."""

import base64
import io
import json
import os
import unittest
from pathlib import Path
from typing import Any

from runner import frames
from runner.job import Job, Limits, read_job, read_key

GOLDEN = Path(__file__).resolve().parent.parent / "protocol" / "golden"


JOB = json.loads((GOLDEN / "job.json").read_text("utf-8"))


def write(writer: frames.FrameWriter, frame: dict[str, Any]) -> None:
    letter = frame["letter"].encode()
    if "json" in frame:
        writer.write_json(letter, frame["json"])
    elif "text" in frame:
        writer.write(letter, frame["text"].encode())
    else:
        content = base64.b64decode(frame["contentBase64"])
        writer.write(letter, frames.file_payload(frame["name"], content))
    if letter == frames.READY:
        writer.seal_with(base64.b64decode(JOB["keyBase64"]))


class Golden(unittest.TestCase):
    def test_the_supervisor_writes_the_golden_run(self) -> None:
        out = io.BytesIO()
        writer = frames.FrameWriter(out)
        for frame in json.loads((GOLDEN / "run.json").read_text("utf-8")):
            write(writer, frame)
        if os.environ.get("UPDATE_GOLDEN"):
            (GOLDEN / "run.bin").write_bytes(out.getvalue())
        self.assertEqual(out.getvalue(), (GOLDEN / "run.bin").read_bytes())

    def test_the_supervisor_reads_the_golden_job(self) -> None:
        with (GOLDEN / "job.bin").open("rb") as file:
            job = read_job(file)
            key = read_key(file)
        picture = base64.b64decode(JOB["inputBase64"])
        self.assertEqual(job, Job(JOB["code"], picture, Limits(**JOB["limits"])))
        self.assertEqual(key, base64.b64decode(JOB["keyBase64"]))
