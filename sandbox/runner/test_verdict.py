import signal
import unittest

from runner.verdict import Ending, judge

EXIT = 256  # a wait status holds the exit code in its second byte


def status_of(
    status: int | None, stopped: str | None = None, failure: dict[str, object] | None = None, oom: bool = False
) -> str:
    return str(judge(Ending(status, stopped, failure, oom))["status"])


class Judging(unittest.TestCase):
    def test_every_way_to_end_is_told_apart(self) -> None:
        self.assertEqual(status_of(0), "ok")
        self.assertEqual(status_of(3 * EXIT), "error")
        self.assertEqual(status_of(None, "timeout"), "timeout")
        self.assertEqual(status_of(0, "output_limit"), "output_limit")
        self.assertEqual(status_of(EXIT, None, {"type": "MemoryError"}), "out_of_memory")
        self.assertEqual(status_of(EXIT, None, {"type": "ValueError"}), "error")
        self.assertEqual(status_of(signal.SIGKILL), "killed")
        self.assertEqual(status_of(signal.SIGKILL, oom=True), "out_of_memory")
        self.assertEqual(status_of(signal.SIGXCPU), "timeout")
        self.assertEqual(status_of(signal.SIGSEGV), "error")

    def test_a_silent_exit_and_a_signal_are_explained(self) -> None:
        self.assertEqual(judge(Ending(3 * EXIT, None, None, False))["error"]["message"], "The program ended with exit code 3.")
        self.assertEqual(judge(Ending(signal.SIGSEGV, None, None, False))["error"]["type"], "SIGSEGV")

    def test_a_forged_note_is_cut_to_shape(self) -> None:
        forged = {"type": "E" * 999, "message": ["x"], "line": -4, "traceback": "t" * 99_999, "more": 1}
        error = judge(Ending(EXIT, None, forged, False))["error"]
        self.assertEqual((len(error["type"]), error["line"], len(error["traceback"])), (200, None, 6000))
        self.assertEqual(set(error), {"type", "message", "line", "traceback"})

    def test_a_note_cannot_turn_success_into_failure(self) -> None:
        self.assertIsNone(judge(Ending(0, None, {"type": "E"}, False))["error"])
