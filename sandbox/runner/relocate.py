"""Where there is no ``/job``: a program's paths moved into another folder."""

import ast

JOB = "/job"


def relocated(code: str, filename: str, work: str) -> ast.Module:
    """The program with every text that is ``/job`` or begins with ``/job/`` beginning with ``work`` instead; lines stay."""
    tree = ast.parse(code, filename)
    if work != JOB:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if node.value == JOB or node.value.startswith(f"{JOB}/"):
                    node.value = work + node.value[len(JOB) :]
    return tree
