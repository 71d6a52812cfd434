import os
import unittest

from runner.strays import kill_everything


class KillingStrays(unittest.TestCase):
    @unittest.skipIf(os.getpid() == 1, "this test is about not being process 1")
    def test_only_process_1_may_kill_everything(self) -> None:
        with self.assertRaises(RuntimeError):
            kill_everything()
