import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * What `npm test` runs after the install: types, lints, then every test that this machine can run, with coverage.
 *
 * Ends with the line `N passed, N failed, N skipped`; each skipped test says in its name why. `--full` runs the slow
 * suites instead.
 */

const root = new URL('..', import.meta.url).pathname;
const isFull = process.argv.includes('--full');

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

const checks: [string, string[]][] = isFull
  ? []
  : [
      ['types', ['tsc', '-p', 'tsconfig.json', '--noEmit']],
      ['types of the web app', ['npm', 'run', '--silent', 'check', '-w', 'web']],
      ['lint', ['biome', 'check', '.']],
      ['format of the pages', ['prettier', '--check', '--log-level=warn', 'web/src/**/*.svelte']],
      [
        'arrows',
        [
          'depcruise',
          '--config',
          '.dependency-cruiser.cjs',
          'api',
          'core',
          'worker',
          'migrations',
          'broker',
          'local',
          'operations',
          'web/src',
        ],
      ],
      ['unused code', ['knip']],
    ];

let failedChecks = 0;
for (const [name, command] of checks) {
  const seconds = await timed(async () => {
    if ((await run(command)) !== 0) {
      failedChecks++;
      say(`✗ ${name} failed: ${command.join(' ')}`);
    }
  });
  say(`${name}: ${seconds} s`);
}

const work = await mkdtemp(join(tmpdir(), 'snaprun-report-'));
try {
  const report = join(work, 'report.json');
  const vitest = ['vitest', 'run', '--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  let exit = 0;
  const seconds = await timed(async () => {
    exit = await run([...vitest, ...(isFull ? ['--config', 'testing/vitest.full.ts'] : ['--coverage'])]);
  });
  say(`tests: ${seconds} s`);
  const result = Report.parse(JSON.parse(await readFile(report, 'utf8')));
  const skipped = result.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'pending' || status === 'skipped'),
  );
  for (const { fullName } of skipped.slice(0, 40)) say(`skipped: ${fullName}`);
  if (skipped.length > 40) say(`skipped: ${skipped.length - 40} more of the same files`);
  // A file that could not even be loaded has no test to count, but is a failure all the same.
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  );
  for (const { name } of broken) say(`could not be run: ${name}`);
  const failed = result.numFailedTests + broken.length + failedChecks;
  const passed = result.numPassedTests + checks.length - failedChecks;
  if (exit !== 0 && failed === 0) say('The tests passed, but coverage fell under its threshold.');
  say(
    `${passed} passed, ${failed + (exit !== 0 && failed === 0 ? 1 : 0)} failed, ${result.numPendingTests + result.numTodoTests} skipped`,
  );
  process.exitCode = exit === 0 && failed === 0 ? 0 : 1;
} finally {
  await rm(work, { recursive: true, force: true });
}

async function run([command = '', ...args]: string[]): Promise<number> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

async function timed(act: () => Promise<void>): Promise<string> {
  const started = performance.now();
  await act();
  return ((performance.now() - started) / 1000).toFixed(1);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
