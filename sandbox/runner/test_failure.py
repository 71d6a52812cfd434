import unittest

from runner.failure import PROGRAM, describe_failure


def failure_of(code: str) -> dict[str, object]:
    try:
        exec(compile(code, PROGRAM, "exec"), {})
    except BaseException as error:  # noqa: BLE001 - the error is what is tested
        return describe_failure(error)
    raise AssertionError("the program did not fail")


class DescribingAFailure(unittest.TestCase):
    def test_the_line_is_the_deepest_one_of_the_users_program(self) -> None:
        failure = failure_of("import json\ndef f():\n    json.loads('{')\nf()\n")
        self.assertEqual((failure["type"], failure["line"]), ("JSONDecodeError", 3))

    def test_the_supervisors_own_frames_are_not_shown(self) -> None:
        trace = str(failure_of("1 / 0")["traceback"])
        self.assertNotIn(__file__, trace)
        self.assertTrue(trace.endswith("ZeroDivisionError: division by zero\n"))

    def test_a_syntax_error_names_its_line(self) -> None:
        self.assertEqual(failure_of("x = 1\ny = (\n")["line"], 2)

    def test_endless_recursion_and_huge_messages_stay_small(self) -> None:
        recursion = failure_of("def f():\n    f()\nf()\n")
        self.assertEqual((recursion["type"], recursion["line"]), ("RecursionError", 2))
        self.assertLess(len(str(failure_of("raise ValueError('x' * 10**6)"))), 10_000)

    def test_an_exception_that_cannot_print_itself_is_still_described(self) -> None:
        code = "class Odd(Exception):\n    def __str__(self):\n        raise KeyError\nraise Odd\n"
        self.assertEqual(failure_of(code)["type"], "Odd")
