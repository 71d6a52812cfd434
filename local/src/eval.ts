import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * What `npm run eval` hands over to: starts the worker's evaluation, tells it how to boot the system that it measures,
 * and ends as it ends.
 */
const program = fileURLToPath(new URL('../../worker/src/eval/main.ts', import.meta.url));
const picture = fileURLToPath(new URL('../samples/bar-chart.png', import.meta.url));
const system = fileURLToPath(new URL('eval-system.ts', import.meta.url));

const child = spawn(process.execPath, [program, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, EVAL_SYSTEM: JSON.stringify([process.execPath, system]), EVAL_PICTURE: picture },
});
// The terminal sends Ctrl-C to the whole group; everything else is passed on. The child ends by itself, we wait for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.once('error', (error) => {
  process.stderr.write(`The evaluation could not be started: ${error.message}\n`);
  process.exit(3);
});
child.once('exit', (code) => process.exit(code ?? 3));
