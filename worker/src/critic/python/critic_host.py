"""Hosts bandit and the AST policy for the worker: one JSON line in, one JSON line out, until standard input ends.

The first line is the policy's configuration and is answered by {"ready": true, …}. After it, each line
{"code": …} is answered by {"policy": […], "bandit": […], "failed": n}. A program is only ever parsed,
never run; whatever it does to the parser is a finding.
"""

import io
import json
import logging
import os
import resource
import signal
import sys
import warnings

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import ast_policy  # noqa: E402
from bandit.core import config as bandit_config  # noqa: E402
from bandit.core import docs_utils, manager, node_visitor  # noqa: E402

MAX_LINE = 1_000_000
MAX_FINDINGS = 300
MEMORY = 1 << 30
MAX_SECONDS = 20


class FailureCount(logging.Handler):
    """bandit logs a check of its own that raised, and goes on; the worker wants to know."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.count = 0

    def emit(self, record):
        self.count += 1


class Bandit:
    def __init__(self, skipped):
        profile = {"include": [], "exclude": skipped}
        self.manager = manager.BanditManager(bandit_config.BanditConfig(), "file", profile=profile, ignore_nosec=True)

    def check(self, source):
        # An empty table of `# nosec` lines: the comment has no effect whatever it says.
        visitor = node_visitor.BanditNodeVisitor(
            "program.py", io.BytesIO(source.encode("utf-8")), self.manager.b_ma, self.manager.b_ts, False, {}, self.manager.metrics
        )
        visitor.process(source)
        lines = ast_policy.split_lines(source)
        return [self.describe(issue, lines) for issue in visitor.tester.results[:MAX_FINDINGS]]

    def describe(self, issue, lines):
        line = max(issue.lineno or 1, 1)
        return {
            "rule": issue.test_id,
            "severity": issue.severity,
            "line": line,
            "endLine": max([line, *issue.linerange]),
            "column": ast_policy.column_of(lines, line, max(issue.col_offset, 0)),
            "text": str(issue.text)[:300],
            "url": docs_utils.get_url(issue.test_id),
        }


def main():
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    # Ctrl-C in a terminal reaches every process in it; the worker decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    # Nothing but answers may reach the worker, whatever a plugin prints.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    questions = sys.stdin.buffer

    failures = FailureCount()
    logging.getLogger().handlers[:] = [failures]
    logging.getLogger("bandit").handlers[:] = []

    config = json.loads(questions.readline(MAX_LINE))
    bandit = Bandit(config["banditSkipped"])
    version = ".".join(str(part) for part in sys.version_info[:3])
    answer(answers, {"ready": True, "python": version})

    while True:
        line = questions.readline(MAX_LINE)
        if not line.endswith(b"\n"):
            return  # the worker has gone, or sent more than it may
        request = json.loads(line)
        failures.count = 0
        # Ends this process if the worker is no longer there to do it.
        signal.alarm(MAX_SECONDS)
        result = review(request["code"], bandit, config)
        signal.alarm(0)
        answer(answers, {"failed": failures.count, **result})


def review(source, bandit, config):
    tree, broken = ast_policy.parse(source)
    broken = broken or ast_policy.measure(tree) or ast_policy.compiles(tree)
    if broken:
        return {"policy": [broken], "bandit": []}
    policy = ast_policy.check(tree, source, config)
    try:
        issues = bandit.check(source)
    except (RecursionError, MemoryError):
        policy.append(ast_policy.finding("SNAP012", 1, 1, ""))
        issues = []
    return {"policy": policy[:MAX_FINDINGS], "bandit": issues}


def answer(stream, message):
    stream.write(json.dumps(message, ensure_ascii=True) + "\n")
    stream.flush()


if __name__ == "__main__":
    main()
