import type { BenchProgram } from './bench-program.ts';

/** Programs that reach for what they must not have. */
export const hostile: readonly BenchProgram[] = [
  {
    name: 'shell',
    wrong: 'starts a shell',
    code: 'import os\nos.system("id > /job/out/id.txt")\n',
    stoppedBy: 'SNAP002',
  },
  {
    name: 'subprocess',
    wrong: 'starts a program',
    code: 'import subprocess\nprint(subprocess.run(["id"], capture_output=True).stdout)\n',
    stoppedBy: 'SNAP002',
  },
  {
    name: 'imported by name',
    wrong: 'puts the name of a module together',
    code: 'import importlib\nimportlib.import_module("sub" + "process").run(["id"])\n',
    stoppedBy: 'SNAP002',
  },
  {
    name: 'dunder import',
    wrong: 'imports without an import',
    code: '__import__("o" + "s").popen("id").read()\n',
    stoppedBy: 'SNAP004',
  },
  {
    name: 'eval of text',
    wrong: 'runs a text as a program',
    code: 'text = "1 + 1"\nprint(eval(text))\n',
    stoppedBy: 'SNAP004',
  },
  {
    name: 'exec of base64',
    wrong: 'hides its program',
    code: 'import base64\nexec(base64.b64decode("aW1wb3J0IG9z").decode())\n',
    stoppedBy: 'SNAP004',
  },
  {
    name: 'builtins by getattr',
    wrong: 'puts the name of eval together',
    code: 'import math\nname = "ev" + "al"\nprint(getattr(math, name, None))\n',
    stoppedBy: 'SNAP005',
  },
  {
    name: 'subclass walk',
    wrong: 'walks from a tuple to every class',
    code: 'for cls in ().__class__.__base__.__subclasses__():\n    print(cls)\n',
    stoppedBy: 'SNAP003',
  },
  {
    name: 'frames',
    wrong: 'reads the globals of its caller',
    code: 'def secret():\n    yield 1\n\n\nprint(secret().gi_frame.f_globals)\n',
    stoppedBy: 'SNAP003',
  },
  {
    name: 'os through random',
    wrong: 'takes a module that another one imported',
    code: 'import random\nprint(random._os.environ)\n',
    stoppedBy: 'SNAP002',
  },
  {
    name: 'environment file',
    wrong: 'reads the environment of its process',
    code: 'print(open("/proc/self/environ").read())\n',
    stoppedBy: 'SNAP006',
  },
  {
    name: 'password file',
    wrong: 'reads a file of the machine',
    code: 'from pathlib import Path\nprint((Path("/etc") / "passwd").read_text())\n',
    stoppedBy: 'SNAP006',
  },
  {
    name: 'path out of its folder',
    wrong: 'writes outside its folder',
    code: 'with open("../../tmp/left.txt", "w") as f:\n    f.write("x")\n',
    stoppedBy: 'SNAP006',
  },
  {
    name: 'socket',
    wrong: 'talks to the metadata service',
    code: 'import socket\ns = socket.create_connection(("169.254.169.254", 80), timeout=5)\ns.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")\n',
    stoppedBy: 'SNAP002',
  },
  {
    name: 'read_csv of an address',
    wrong: 'fetches over the network',
    code: 'import pandas as pd\nprint(pd.read_csv("https://example.org/data.csv"))\n',
    stoppedBy: 'SNAP008',
  },
  {
    name: 'pickle',
    wrong: 'loads a pickle',
    code: 'import pandas as pd\nprint(pd.read_pickle("/job/input.png"))\n',
    stoppedBy: 'SNAP009',
  },
  {
    name: 'silenced',
    wrong: 'asks the tools to look away',
    code: '# ruff: noqa\n# pylint: skip-file\nimport subprocess  # nosec # noqa\nsubprocess.call("id", shell=True)  # nosec # noqa\n',
    stoppedBy: 'SNAP002',
  },
  {
    name: 'endless loop',
    wrong: 'never ends',
    code: 'while True:\n    pass\n',
    stoppedBy: null,
  },
];
