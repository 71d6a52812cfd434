import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { freePort } from './ports.ts';
import { waitForAnswer } from './wait-ready.ts';

/**
 * What `npm run models:test` hands over to: starts the demo models for the roles that are not set, then the worker's
 * program that asks every endpoint, and ends as that ends.
 */
const program = fileURLToPath(new URL('../../worker/src/agent/models/cli/main.ts', import.meta.url));
const demoModels = fileURLToPath(new URL('demo-models/main.ts', import.meta.url));
const samplePicture = fileURLToPath(new URL('../samples/bar-chart.png', import.meta.url));
const args = process.argv.slice(2);
const roles = ['vision', 'reasoning', 'code'] as const;
const unset = roles.filter((role) => !process.env[`${role.toUpperCase()}_BASE_URL`]);
const asksForHelp = args.includes('--help') || args.includes('-h');

let demo: ChildProcess | undefined;
let asking: ChildProcess | undefined;
// The terminal sends Ctrl-C to the whole group; everything else is passed on.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) (asking ?? demo)?.kill(signal);
  });
}

const env = unset.length === 0 || asksForHelp ? {} : await startDemoModels();
asking = spawn(process.execPath, [program, ...args], {
  stdio: 'inherit',
  env: { MODELS_TEST_PICTURE: samplePicture, ...process.env, ...env },
});
asking.once('error', (error) => end(3, `The test of the models could not be started: ${error.message}`));
asking.once('exit', (code) => end(code ?? 3));

async function startDemoModels(): Promise<Record<string, string>> {
  const [port, key] = [await freePort(), randomBytes(24).toString('hex')];
  demo = spawn(process.execPath, [demoModels], {
    stdio: 'ignore',
    env: { ...process.env, PORT: String(port), DEMO_MODELS_KEY: key },
  });
  const child = demo;
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  process.stderr.write(`Starting the demo models for ${unset.join(', ')} …\n`);
  await waitForAnswer(`http://127.0.0.1:${port}/health`, isAlive).catch((error: unknown) => {
    end(3, `The demo models did not start: ${error instanceof Error ? error.message : error}`);
  });
  const settings = unset.map((role) => {
    const name = role.toUpperCase();
    return {
      [`${name}_BASE_URL`]: `http://127.0.0.1:${port}/${role}/v1`,
      [`${name}_API_KEY`]: key,
      [`${name}_MODEL`]: `demo-${role}`,
    };
  });
  return Object.assign({}, ...settings);
}

function end(code: number, sentence?: string): void {
  if (sentence !== undefined) process.stderr.write(`${sentence}\n`);
  demo?.kill('SIGTERM');
  process.exit(code);
}
