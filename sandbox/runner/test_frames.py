import io
import json
import struct
import unittest

from runner import frames
from runner.job import Job, Limits, read_job

LIMITS = {
    "wallMs": 1000,
    "memoryBytes": 2,
    "processes": 3,
    "cpus": 2,
    "outputBytes": 4,
    "fileBytes": 5,
    "totalFileBytes": 6,
    "files": 7,
}


def encoded(header: object, rest: bytes = b"", noise: bytes = b"") -> io.BytesIO:
    text = json.dumps(header).encode()
    return io.BytesIO(noise + frames.MAGIC + struct.pack(">I", len(text)) + text + rest)


class ReadingAJob(unittest.TestCase):
    def test_noise_before_the_marker_is_dropped(self) -> None:
        header = {"codeBytes": 8, "inputBytes": 3, "limits": LIMITS}
        job = read_job(encoded(header, b"print(1)PNG", b"HTTP/1.1 101\r\n\r\n\n\nSNAPRUN-JOB-1\n"))
        self.assertEqual(job, Job("print(1)", b"PNG", Limits(**LIMITS)))

    def test_an_input_that_ends_before_a_job_is_none(self) -> None:
        self.assertIsNone(read_job(io.BytesIO(b"nothing")))

    def test_an_input_that_ends_inside_a_job_is_refused(self) -> None:
        header = {"codeBytes": 8, "inputBytes": 0, "limits": LIMITS}
        with self.assertRaises(frames.ProtocolError):
            read_job(encoded(header, b"pri"))

    def test_sizes_and_limits_out_of_bounds_are_refused(self) -> None:
        for change in (
            {"codeBytes": -1},
            {"codeBytes": 1 << 40},
            {"inputBytes": True},
            {"limits": {**LIMITS, "wallMs": 1.5}},
            {"limits": {"wallMs": 1}},
            {"limits": None},
        ):
            header = {"codeBytes": 0, "inputBytes": 0, "limits": LIMITS, **change}
            with self.subTest(change), self.assertRaises(frames.ProtocolError):
                read_job(encoded(header, b"x" * 10))

    def test_an_oversized_header_is_refused_before_it_is_read(self) -> None:
        source = io.BytesIO(frames.MAGIC + struct.pack(">I", 1 << 31))
        with self.assertRaises(frames.ProtocolError):
            read_job(source)


class WritingFrames(unittest.TestCase):
    def test_a_frame_is_letter_length_payload(self) -> None:
        out = io.BytesIO()
        frames.FrameWriter(out).write_json(frames.SKIPPED, {"name": "é"})
        self.assertEqual(out.getvalue(), b"K\0\0\0\x12" + b'{"name": "\\u00e9"}')

    def test_a_seal_covers_the_key_the_place_and_every_byte(self) -> None:
        seals = set()
        for key, first, payload in ((b"k", b"", b"x"), (b"l", b"", b"x"), (b"k", b"a", b"x"), (b"k", b"", b"y")):
            out = io.BytesIO()
            writer = frames.FrameWriter(out)
            writer.seal_with(key)
            if first:
                writer.write(frames.STDOUT, first)
            writer.write(frames.STDOUT, payload)
            seals.add(out.getvalue()[-frames.SEAL_BYTES :])
        self.assertEqual(len(seals), 4)

    def test_numbers_that_are_not_json_are_refused(self) -> None:
        with self.assertRaises(ValueError):
            frames.FrameWriter(io.BytesIO()).write_json(frames.RESULT, {"durationMs": float("nan")})
