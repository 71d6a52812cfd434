import ast
import unittest

from runner.relocate import relocated

PROGRAM = """
import os
os.listdir("/job")
name = "x"
open(f"/job/out/{name}.csv", "w")
print("see /job/out", "/jobs", b"/job/out")
"""


class Relocating(unittest.TestCase):
    def test_paths_begin_elsewhere_and_nothing_else_changes(self) -> None:
        text = ast.unparse(relocated(PROGRAM, "main.py", "/elsewhere"))
        self.assertIn("os.listdir('/elsewhere')", text)
        self.assertIn("f'/elsewhere/out/{name}.csv'", text)
        self.assertIn("print('see /job/out', '/jobs', b'/job/out')", text)

    def test_in_the_sandbox_a_program_stays_as_it_is(self) -> None:
        self.assertEqual(ast.dump(relocated(PROGRAM, "main.py", "/job")), ast.dump(ast.parse(PROGRAM)))
