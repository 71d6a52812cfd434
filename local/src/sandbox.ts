import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * What `npm run sandbox` hands over to: starts the worker's sandbox program, tells it how to build the Python
 * environment should it need one, and ends as it ends.
 */
const program = fileURLToPath(new URL('../../worker/src/sandbox/cli/main.ts', import.meta.url));
const builder = fileURLToPath(new URL('python/build.ts', import.meta.url));

const child = spawn(process.execPath, [program, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { ...process.env, SANDBOX_PYTHON_BUILDER: JSON.stringify([process.execPath, builder]) },
});
// The terminal sends Ctrl-C to the whole group; everything else is passed on. The child ends by itself, we wait for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  });
}
child.once('error', (error) => {
  process.stderr.write(`The sandbox program could not be started: ${error.message}\n`);
  process.exit(3);
});
child.once('exit', (code) => process.exit(code ?? 3));
