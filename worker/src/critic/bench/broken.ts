import type { BenchProgram } from './bench-program.ts';

/** Programs that cannot do what they were written for. */
export const broken: readonly BenchProgram[] = [
  {
    name: 'undefined name',
    wrong: 'uses a name that nothing defines',
    code: 'values = [1, 2, 3]\nprint(np.mean(values))\n',
    stoppedBy: 'F821',
  },
  {
    name: 'misspelt name',
    wrong: 'uses another name than it defined',
    code: 'import matplotlib.pyplot as plt\n\nfigure, axes = plt.subplots()\naxis.bar(["a"], [1])\nfigure.savefig("/job/out/figure.png")\n',
    stoppedBy: 'F821',
  },
  {
    name: 'unclosed bracket',
    wrong: 'is no Python',
    code: 'print((1, 2)\nprint(3)\n',
    stoppedBy: 'invalid-syntax',
  },
  {
    name: 'cut off',
    wrong: 'ends in the middle',
    code: 'import matplotlib.pyplot as plt\n\nlabels = ["a", "b", "c"]\nvalues = [1, 2,',
    stoppedBy: 'invalid-syntax',
  },
  {
    name: 'wrong indentation',
    wrong: 'is indented at random',
    code: 'for i in range(3):\nprint(i)\n',
    stoppedBy: 'invalid-syntax',
  },
  {
    name: 'Python 2',
    wrong: 'is another Python',
    code: 'print "hello"\n',
    stoppedBy: 'invalid-syntax',
  },
  {
    name: 'return outside',
    wrong: 'returns from nothing',
    code: 'values = [1, 2]\nreturn sum(values)\n',
    stoppedBy: 'F706',
  },
  {
    name: 'read before it is set',
    wrong: 'reads a local before it is set',
    code: 'total = 0\n\n\ndef add(n):\n    print(total)\n    total = n\n    return total\n\n\nadd(1)\n',
    stoppedBy: 'F823',
  },
  {
    name: 'asks a person',
    wrong: 'waits for input that never comes',
    code: 'name = input("Which chart? ")\nprint(name)\n',
    stoppedBy: 'SNAP010',
  },
  {
    name: 'package that is not there',
    wrong: 'imports what the sandbox does not offer',
    code: 'import plotly.express as px\n\npx.bar(x=["a"], y=[1]).write_image("/job/out/figure.png")\n',
    stoppedBy: 'SNAP001',
  },
  {
    name: 'lists of unequal length',
    wrong: 'fails when it runs',
    code: 'import matplotlib.pyplot as plt\n\nplt.bar(["a", "b"], [1, 2, 3])\nplt.savefig("/job/out/figure.png")\n',
    stoppedBy: null,
  },
  {
    name: 'column that is not there',
    wrong: 'fails when it runs',
    code: 'import pandas as pd\n\nframe = pd.DataFrame({"a": [1]})\nprint(frame["b"].sum())\n',
    stoppedBy: null,
  },
];
