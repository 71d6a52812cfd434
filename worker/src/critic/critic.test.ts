import { createLog } from '@snaprun/core/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Critic, createCritic } from './critic.ts';
import { maxSourceBytes } from './rules.ts';

const criticPython = process.env.SNAPRUN_CRITIC_PYTHON;
if (!criticPython)
  process.stdout.write('skipped: critic.test.ts needs SNAPRUN_CRITIC_PYTHON, a Python with bandit\n');

const cleanProgram = `
from pathlib import Path
import json
import sys

import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd
from PIL import Image

OUT = Path("/job/out")
rows = [("Jan", 12.5), ("Feb", 18.25), ("Mar", 9.0)]


class Table:
    def __init__(self, data):
        self.frame = pd.DataFrame(data, columns=["month", "sales"])

    def __len__(self):
        return len(self.frame)


def main():
    table = Table(rows)
    table.frame["label"] = table.frame["month"].str.replace("/", "-")
    table.frame.to_csv(OUT / "data.csv", index=False)
    with Image.open("/job/input.png") as picture:
        print(picture.size, len(table), file=sys.stderr)
    with open(OUT / "facts.json", "w") as f:
        json.dump({"total": float(table.frame["sales"].sum())}, f)
    fig, ax = plt.subplots()
    ax.bar(table.frame["month"], table.frame["sales"])
    ax.set_title("Source: https://example.org/report")
    fig.savefig(OUT / "figure.png")
    fig.savefig(f"{'/job/out'}/figure.svg")


if __name__ == "__main__":
    main()
`;

/** [what it tries, program, what the report has to contain as "tool rule line", in order of lines]. */
const blocked: [string, string, string[]][] = [
  // Broken
  ['a bracket is never closed', 'x = (\n', ['ruff invalid-syntax 2']],
  ['Python 3.12 syntax', 'type X = int\n', ['ruff invalid-syntax 1']],
  ['return outside a function', 'return 1\n', ['ruff F706 1']],
  ['an undefined name', 'x = 1\nprint(total)\n', ['ruff F821 2']],
  ['a local before its assignment', 'n = 0\ndef f():\n    print(n)\n    n = 1\nf()\n', ['ruff F823 3']],
  ['null bytes', 'x = "a\0b"\n', ['policy SNAP000 1']],
  ['prose instead of code', 'Here is the program you asked for:\n', ['ruff invalid-syntax 1']],
  // The machine
  ['a shell', 'import os\nos.system("id")\n', ['policy SNAP002 1', 'bandit B605 2']],
  [
    'a shell behind noqa and nosec',
    'import os  # noqa # nosec\nos.system("id")  # nosec B605, B607\n',
    ['bandit B605 2'],
  ],
  [
    'a shell of user text',
    'import subprocess\nsubprocess.run(str(1), shell=True)\n',
    ['policy SNAP002 1', 'bandit B602 2'],
  ],
  ['os by another door', 'import random\nrandom._os.system("id")\n', ['policy SNAP002 2']],
  ['sys by another door', 'import warnings\nwarnings.sys.modules\n', ['policy SNAP002 2']],
  ['sys beyond its members', 'import sys as s\ns.modules["os"]\n', ['policy SNAP002 2']],
  ['sys handed on', 'import sys\nm = sys\nm.modules\n', ['policy SNAP002 2']],
  ['a member of sys by name', 'from sys import modules\n', ['policy SNAP002 1']],
  ['native code', 'from ctypes import CDLL\nCDLL(None)\n', ['policy SNAP002 1']],
  [
    'native code through numpy',
    'import numpy as np\nnp.ctypeslib.load_library("c", "/")\n',
    ['policy SNAP002 2'],
  ],
  ['imports by name', 'import importlib\nimportlib.import_module("sub" + "process")\n', ['policy SNAP002 1']],
  ['a module nobody offers', 'import torch\n', ['policy SNAP001 1']],
  ['a relative import', 'from . import secrets\n', ['policy SNAP001 1']],
  // The interpreter
  ['eval', 'eval("1")\n', ['policy SNAP004 1', 'bandit B307 1']],
  ['eval under another name', 'e = eval\ne("1")\n', ['policy SNAP004 1']],
  ['eval in a decorator', '@exec\n@str\nclass X: pass\n', ['policy SNAP004 1']],
  ['eval named and shadowed', 'if 0: eval = None\nprint(eval)\n', ['policy SNAP004 2']],
  ['__import__', '__import__("os").system("id")\n', ['policy SNAP004 1']],
  ['__builtins__', '__builtins__["eval"]\n', ['policy SNAP003 1']],
  ['subclasses', '().__class__.__base__.__subclasses__()\n', ['policy SNAP003 1']],
  [
    'a dunder in a match pattern',
    'match 1:\n    case object(__class__=c):\n        print(c)\n',
    ['policy SNAP003 2'],
  ],
  ['a dunder in a format string', 'print("{0.__class__.__mro__}".format(1))\n', ['policy SNAP003 1']],
  ['getattr with a computed name', 'getattr(str, "__cl" + "ass__")\n', ['policy SNAP005 1']],
  ['getattr under another name', 'g = getattr\n', ['policy SNAP005 1']],
  ['getattr with a dunder', 'getattr(1, "__class__")\n', ['policy SNAP003 1']],
  ['attrgetter', 'import operator\noperator.attrgetter("a" + "b")(1)\n', ['policy SNAP005 2']],
  ['frames', 'def f():\n    yield\nf().gi_frame.f_back.f_globals\n', ['policy SNAP003 3']],
  ['globals', 'globals()["x"] = 1\n', ['policy SNAP004 1']],
  // Files
  ['the password file', 'print(open("/etc/passwd").read())\n', ['policy SNAP006 1']],
  ['the environment of a process', 'p = "/proc/self/environ"\nopen(p)\n', ['policy SNAP006 1']],
  ['a path put together', 'open("/pr" + "oc/self/mem")\n', ['policy SNAP006 1']],
  ['a path with dots', 'open("/job/out/../../tmp/x", "w")\n', ['policy SNAP006 1']],
  ['a path in parts', 'from pathlib import Path\nPath("/opt", "x").read_text()\n', ['policy SNAP006 2']],
  [
    'a file by keyword',
    'import pandas as pd\npd.read_csv(filepath_or_buffer="../x.csv")\n',
    ['policy SNAP006 2'],
  ],
  [
    'a figure elsewhere',
    'import matplotlib.pyplot as plt\nplt.savefig("/tmp/figure.png")\n',
    ['policy SNAP006 2'],
  ],
  // Network and pickles
  ['a URL in pandas', 'import pandas as pd\npd.read_csv("https://x.example/a.csv")\n', ['policy SNAP008 2']],
  ['a URL under a name', 'import numpy as np\nU = "http://x/" + "a"\nnp.loadtxt(U)\n', ['policy SNAP008 3']],
  ['a sample data set', 'import seaborn as sns\nsns.load_dataset("tips")\n', ['policy SNAP008 2']],
  ['requests', 'import requests\nrequests.post("http://169.254.169.254", timeout=5)\n', ['policy SNAP002 1']],
  ['sockets', 'import socket\nsocket.create_connection(("1.1.1.1", 53))\n', ['policy SNAP002 1']],
  ['pickles', 'import pandas as pd\npd.read_pickle("/job/out/x")\n', ['policy SNAP009 2', 'bandit B301 2']],
  ['pickles in numpy', 'import numpy as np\nnp.load("x.npy", allow_pickle=True)\n', ['policy SNAP009 2']],
  // Waiting, and attacks on the checks
  ['a question to nobody', 'name = input("Your name? ")\n', ['policy SNAP010 1']],
  ['nested brackets', `x = ${'('.repeat(5000)}${')'.repeat(5000)}\n`, ['policy SNAP012 1']],
  ['a tower of signs', `x = ${'-'.repeat(60_000)}1\n`, ['policy SNAP012 1']],
  ['a tower of attributes', `x = 1\nx${'.real'.repeat(5000)}\n`, ['policy SNAP012 1']],
  ['ten thousand elifs', `if 1:\n pass\n${'elif 1:\n pass\n'.repeat(4000)}`, ['policy SNAP012 1']],
  ['too many parts', 'x=1\n'.repeat(15_000), ['policy SNAP011 1']],
  ['another encoding', '# -*- coding: utf-7 -*-\nx = 1\n', ['policy SNAP014 1']],
  ['half a surrogate pair', 'x = "\ud800"\n', ['policy SNAP017 null']],
  ['a source of a megabyte', 'x'.repeat(1_000_000), ['policy SNAP016 null']],
  ['a source one byte too long', `${'#'.repeat(maxSourceBytes)}\n`, ['policy SNAP016 null']],
];

const warned: [string, string, string[]][] = [
  ['an unused import', 'import json\n', ['ruff F401 1']],
  [
    'an unused import behind noqa',
    '# ruff: noqa\n# flake8: noqa\nimport json  # noqa: F401\n',
    ['ruff F401 3'],
  ],
  ['an unused import behind disable', '# ruff: disable[F401]\nimport json\n', ['ruff F401 2']],
  ['a mutable default', 'def f(x=[]):\n    return x\nf()\n', ['ruff B006 1']],
  ['a hidden error', 'try:\n    x = 1 / 0\nexcept Exception:  # nosec\n    pass\n', ['bandit B110 3']],
  ['star imports', 'from math import *\nprint(sin(1))\n', ['ruff F403 1', 'ruff F405 2']],
  ['a path that only a run tells', 'def f(p):\n    return open(p)\nf("a")\n', ['policy SNAP007 2']],
  ['an expression in a text', 'import pandas as pd\npd.DataFrame().eval("a + b")\n', ['policy SNAP013 2']],
];

describe.skipIf(!criticPython)('the critic', () => {
  let critic: Critic;
  const logged: string[] = [];

  beforeAll(async () => {
    critic = await createCritic({
      criticPython: criticPython ?? '',
      log: createLog({}, (line) => logged.push(line)),
    });
  });
  afterAll(() => critic.close());

  const places = async (code: string) => {
    const report = await critic.review(code);
    return { report, said: report.findings.map((f) => `${f.tool} ${f.rule} ${f.line}`) };
  };

  test('a clean program passes without a word', async () => {
    expect(await critic.review(cleanProgram)).toEqual({ blocked: false, findings: [] });
  });

  test.each(blocked)('blocks: %s', async (_what, code, expected) => {
    const { report, said } = await places(code);
    expect(said).toEqual(expect.arrayContaining(expected));
    expect(report.blocked).toBe(true);
    expect(report.findings.some((f) => f.blocking && f.severity === 'error')).toBe(true);
  });

  test.each(warned)('warns of: %s', async (_what, code, expected) => {
    const { report, said } = await places(code);
    expect(said).toEqual(expect.arrayContaining(expected));
    expect(report.blocked).toBe(false);
    expect(report.findings.every((f) => !f.blocking && f.severity === 'warning')).toBe(true);
  });

  test('shadowed harmless names and ordinary methods are not taken for escapes', async () => {
    const code = `
import re
import numpy as np
import pandas as pd
vars = ["a/b", "c"]
pattern = re.compile(r"a/b")
data = np.array([1.5, 2.5]).astype(float)
frame = pd.DataFrame({"when": pd.to_datetime(["2024-01-01", "2024-02-01"]), "value": data})
print(vars[0].replace("/", "-"), pattern.match("a/b"), frame.rename(columns={"value": "sys"}), type(data).__name__)
`;
    expect(await critic.review(code)).toEqual({ blocked: false, findings: [] });
  });

  test('columns count characters, also behind wide ones', async () => {
    const report = await critic.review('y = "é😀"; z = eval("1"); w = undefined_name\n');
    expect(report.findings.map((f) => [f.tool, f.rule, f.column])).toEqual([
      ['policy', 'SNAP004', 15],
      ['bandit', 'B307', 15],
      ['ruff', 'F821', 30],
    ]);
  });

  test('each finding is a sentence with a link where the tool has one', async () => {
    const { findings } = await critic.review('import os\nos.system("id")\nprint(total)\n');
    expect(findings.find((f) => f.rule === 'F821')?.url).toBe('https://docs.astral.sh/ruff/rules/F821');
    expect(findings.find((f) => f.tool === 'bandit')?.url).toMatch(
      /^https:\/\/bandit\.readthedocs\.io\/.*b60/,
    );
    for (const finding of findings) expect(finding.message).toMatch(/^\S.{10,}$/);
  });

  test('what ruff and bandit both say is said once', async () => {
    const { findings } = await critic.review('import os\nos.system("id")\n');
    expect(findings.map((f) => f.rule).filter((rule) => /605$/.test(rule))).toEqual(['B605']);
  });

  test('texts of the program are quoted without control or bidirectional characters', async () => {
    const { findings } = await critic.review('open("/etc/\\u202egnp.x\\x1b[31m")\n');
    expect(findings[0]?.message).toMatch(/^The path \/etc\/ gnp\.x \[31m is outside/);
  });

  test('sixty findings are kept, the blocking ones among them, and the rest is counted', async () => {
    const { findings, blocked: stops } = await critic.review(`${'import json\n'.repeat(200)}print(total)\n`);
    expect(findings).toHaveLength(61);
    expect(stops).toBe(true);
    expect(findings.some((f) => f.rule === 'F821')).toBe(true);
    expect(findings.at(-1)?.message).toMatch(/^\d+ further findings are not shown\.$/);
  });

  test('reviews at the same time do not mix', async () => {
    const reports = await Promise.all(
      ['x = 1\n', 'eval("1")\n', 'import torch\n'].map((code) => critic.review(code)),
    );
    expect(reports.map((r) => r.findings.map((f) => f.rule))).toEqual([
      [],
      ['SNAP004', 'B307'],
      ['SNAP001', 'F401'],
    ]);
  });

  test('an aborted review rejects with the reason, and the next one works', async () => {
    const controller = new AbortController();
    const review = critic.review(cleanProgram, controller.signal);
    controller.abort(new Error('cancelled by test'));
    await expect(review).rejects.toThrow('cancelled by test');
    expect((await critic.review('x = 1\n')).blocked).toBe(false);
  });

  test('says how long a warm review takes (goal: 60 ms or less)', async () => {
    const times: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      const before = performance.now();
      await critic.review(`${cleanProgram}# ${i}\n`);
      times.push(performance.now() - before);
    }
    times.sort((a, b) => a - b);
    process.stdout.write(
      `critic, warm, 45 lines: p50 ${times[10]?.toFixed(1)} ms, max ${times[19]?.toFixed(1)} ms\n`,
    );
    // Far above the goal: a machine with other work to do is no defect, a check that takes a second is.
    expect(times[10]).toBeLessThan(1000);
  });
});
