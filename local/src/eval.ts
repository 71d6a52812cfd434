import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePython } from './python.ts';
import { findRunningDatabase } from './running-database.ts';

/**
 * What `npm run eval` hands over to: starts the worker's evaluation, tells it how to boot the system that it measures,
 * and ends as it ends.
 */
const program = fileURLToPath(new URL('../../worker/src/eval/main.ts', import.meta.url));
const picture = fileURLToPath(new URL('../samples/bar-chart.png', import.meta.url));
const system = fileURLToPath(new URL('eval-system.ts', import.meta.url));

// The critic alone needs no system, only its Python.
const asksForHelp = process.argv.includes('--help') || process.argv.includes('-h');
const needsPython = process.argv[2] === 'critic' && !asksForHelp;
const python = needsPython ? await criticPython() : {};

// What people said lies in the database of the system that runs.
const needsDatabase = process.argv[2] === 'feedback' && !asksForHelp;
const database = needsDatabase ? await runningDatabase() : {};

const child = spawn(process.execPath, [program, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    EVAL_SYSTEM: JSON.stringify([process.execPath, system]),
    EVAL_PICTURE: picture,
    ...python,
    ...database,
  },
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

async function runningDatabase(): Promise<Record<string, string>> {
  const { DATABASE_URL, DATABASE_URL_FILE, INIT_CWD } = process.env;
  if (DATABASE_URL || DATABASE_URL_FILE) return {};
  const given = process.argv.indexOf('--data');
  const dataDir = given < 0 ? '.snaprun' : resolve(INIT_CWD ?? '.', process.argv[given + 1] ?? '');
  const url = await findRunningDatabase(dataDir);
  if (url !== null) return { DATABASE_URL: url };
  process.stderr.write(
    `Nothing runs on ${dataDir}. Start it with \`npm start\`, or set DATABASE_URL to the database of another system.\n`,
  );
  process.exit(2);
}

async function criticPython(): Promise<Record<string, string>> {
  const progress = (line: string) => process.stderr.write(`${line}\n`);
  const dataDir = process.env.SNAPRUN_PYTHON_HOME || '.snaprun';
  try {
    return { CRITIC_PYTHON: (await ensurePython({ dataDir, progress })).criticPython };
  } catch (error) {
    progress(error instanceof Error ? error.message : String(error));
    process.exit(3);
  }
}
