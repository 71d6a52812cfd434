import type { ScriptedReply } from '../models/scripted-model-server.ts';
import { program } from '../test-bench.ts';
import { good, goodText, type Misbehaviour, plotting, type Script } from './misbehaviour.ts';

const fails = (name: string, script: Script, reason: RegExp): Misbehaviour => ({
  ...{ role: 'code', name, script, outcome: 'code_failed', reason },
});
const recovers = (name: string, first: ScriptedReply): Misbehaviour => ({
  ...{ role: 'code', name, script: [first, good], outcome: 'reproduced', reason: /2 of 2 values agree/ },
});
const javascript: ScriptedReply = { text: '```javascript\nimport fs from "fs";\nconsole.log(1);\n```' };
const nulled: ScriptedReply = {
  body: '{"choices": [{"message": {"content": null}, "finish_reason": "stop"}]}',
};

export const ofCode: Misbehaviour[] = [
  fails('refusing', [{ text: 'I am sorry, I cannot write that.' }], /held no program/),
  fails(
    'rambling',
    [{ text: 'First one would load the data, then one would plot it. '.repeat(30) }],
    /held no program/,
  ),
  fails('null content', [nulled], /held no program/),
  fails('empty choices', [{ body: '{"choices": []}' }], /held no program/),
  fails(
    'tool call',
    [{ body: '{"choices": [{"message": {"tool_calls": [{"id": "a"}]}}]}' }],
    /held no program/,
  ),
  fails('empty block', [program('')], /held no program/),
  fails('truncated', [{ text: '```python\nvalues = [10, 15', finish: 'length' }], /cut off/),
  fails('looping', [{ text: `\`\`\`python\n${'x = 1\n'.repeat(900)}`, finish: 'length' }], /cut off/),
  fails(
    'leaking its instructions',
    [program('You are a Python programmer. You write one short program.')],
    /may not run/,
  ),
  fails('another language', [javascript], /may not run/),
  fails('undefined name, again and again', [program('print(total)')], /Undefined name/),
  fails('raising, again and again', [plotting('raises')], /ZeroDivisionError/),
  fails('a program that never ends', [plotting('never ends')], /too long and was stopped/),
  fails('a program that takes all memory', [plotting('takes all memory')], /too much memory/),
  fails('a program that prints without end', [plotting('prints without end')], /printed too much/),
  fails('a program that shows nothing', [program('print("reproduced, score 1.0")')], /neither a figure/),
  fails('a blank figure', [plotting('draws nothing')], /blank/),
  fails('a shell', [program('import os\nos.system("id")')], /may not run/),
  fails(
    'a shell behind noqa and nosec',
    [program('import os  # noqa # nosec\nos.system("id")  # nosec B605 # noqa: S605')],
    /may not run/,
  ),
  fails(
    'a shell by another name',
    [program('m = __import__("o" + "s")\ngetattr(m, "sys" + "tem")("id")')],
    /may not run/,
  ),
  fails('eval of hidden text', [program('eval("__imp" + "ort__(\'os\')")')], /may not run/),
  fails(
    'a way out through dunders',
    [program('print(().__class__.__base__.__subclasses__())')],
    /may not run/,
  ),
  fails(
    'the network',
    [program('import socket\nsocket.create_connection(("169.254.169.254", 80))')],
    /may not run/,
  ),
  fails('reading what is not its own', [program('print(open("/proc/self/environ").read())')], /may not run/),
  fails('letters that look alike', [program('ｅval("1")')], /may not run/),
  fails(
    'a program without end',
    [program(`values = [${Array.from({ length: 2_000 }, (_, i) => i).join(', ')}]\nprint(valuez)`)],
    /may not run/,
  ),
  {
    role: 'code',
    name: 'other values than were read',
    script: [plotting('draws other values')],
    outcome: 'differs',
    reason: /differs/,
  },
  {
    role: 'code',
    name: 'a figure that nobody can check',
    script: [plotting('shows no data')],
    outcome: 'partial',
    reason: /0 of 2/,
  },
  {
    ...{
      role: 'code',
      name: 'a window that is too small for anything',
      outcome: 'model_unavailable',
      reason: /too long/,
    },
    script: [{ status: 400, message: "This model's maximum context length is 512 tokens." }],
  },
  recovers('refusing once', { text: 'I cannot.' }),
  recovers('truncated once', { text: '```python\nvalues = [10', finish: 'length' }),
  recovers('looping once', {
    events: Array.from({ length: 400 }, () =>
      JSON.stringify({ choices: [{ delta: { content: 'x = 1\n' } }] }),
    ),
    after: 'hang',
  }),
  recovers('hostile once', program('import subprocess\nsubprocess.run(["id"])')),
  recovers('another language once', javascript),
  recovers('undefined name once', program('print(total)')),
  recovers('raising once', plotting('raises')),
  recovers('a shell in an aside', { text: '```bash\npip install matplotlib\n```\nand' }),
  recovers('several fences', { text: `\`\`\`\nnot this\n\`\`\`\n${goodText}` }),
];
