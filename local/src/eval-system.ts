import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import { ensurePython } from './python.ts';
import { up } from './up.ts';

/**
 * `node local/src/eval-system.ts --data DIR`: the whole system but the page, on data of its own in `DIR/eval`.
 *
 * Prints one line of JSON, `{url, python}`, when it is ready, and stops when its standard input ends.
 */
const { values } = parseArgs({ options: { data: { type: 'string' } } });
const say = (line: string) => process.stderr.write(`${line}\n`);
const dataDir = values.data ?? '.snaprun';
// Python is large: one environment serves this system and the one that people run.
const env = { ...process.env, SNAPRUN_PYTHON_HOME: process.env.SNAPRUN_PYTHON_HOME || dataDir };
const stopping = new AbortController();
// Ctrl-C reaches the whole group: the evaluation hears it too, and ends our input when it is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

try {
  const { sandboxPython } = await ensurePython({ dataDir: env.SNAPRUN_PYTHON_HOME, progress: say });
  const system = await up({
    dataDir: join(dataDir, 'eval'),
    port: null,
    workers: 1,
    withWeb: false,
    env,
    say,
    signal: stopping.signal,
  });
  process.stdout.write(`${JSON.stringify({ url: system.url, python: sandboxPython })}\n`);
  process.stdin.resume();
  await new Promise((resolve) => process.stdin.once('close', resolve));
  await system.stop();
} catch (error) {
  say(error instanceof AppError ? error.message : String(error instanceof Error ? error.stack : error));
  process.exit(1);
}
process.exit();
