import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { PictureKind } from './pictures/truth/truth.ts';
import { meansOf, RunResults } from './report/summary.ts';

/** What the demo models must keep reading. A kind that they learn comes in; a number that gets better may only go up. */
const leastF1: Partial<Record<PictureKind, number>> = {
  bar: 0.9,
  horizontal_bar: 0.9,
  grouped_bar: 0.9,
  stacked_bar: 0.9,
  line: 0.9,
  histogram: 0.9,
};
const leastValidPass = 0.6;

const Document = RunResults.extend({
  calibrations: z.object({
    valuesAbove09: z.object({ count: z.number(), share: z.number().nullable() }),
  }),
});

describe('the golden set', () => {
  let home: string;
  let results: z.infer<typeof Document>;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'snaprun-golden-'));
    results = Document.parse(JSON.parse(await runGolden(home)));
  }, 180_000);
  afterAll(() => rm(home, { recursive: true, force: true }));

  test('has one picture of each kind, and every one was run', () => {
    expect(results.rows).toHaveLength(11);
    expect(results.models).toBe('demo models');
  });

  test.each(Object.entries(leastF1))('%s: Data-F1@5%% of the result is at least %d', (kind, least) => {
    const own = results.rows.filter((row) => row.kind === kind);
    expect(meansOf(own).resultF1At5).toBeGreaterThanOrEqual(least);
  });

  test('nothing is called reproduced that is not', () => {
    expect(results.rows.filter(({ falselyReproduced }) => falselyReproduced).map(({ id }) => id)).toEqual([]);
  });

  test('programs are valid after at most three rewrites as often as before', () => {
    expect(meansOf(results.rows).validAt3).toBeGreaterThanOrEqual(leastValidPass);
  });

  test('of the values read with a confidence of at least 0.9, at least 90 % are right', () => {
    const { count, share } = results.calibrations.valuesAbove09;
    expect(count).toBeGreaterThan(20);
    expect(share).toBeGreaterThanOrEqual(0.9);
  });
});

/** `npm run eval -- --set golden --json`, as people start it but for the install; its standard output. */
async function runGolden(home: string): Promise<string> {
  const program = fileURLToPath(new URL('../../../local/src/eval.ts', import.meta.url));
  const flags = ['--set', 'golden', '--json', '--data', join(home, 'data'), '--out', join(home, 'out')];
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const child = spawn(process.execPath, [program, ...flags], {
    // The Python environment is the one that other tests build and share; the models are the embedded ones.
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      SNAPRUN_PYTHON_HOME: process.env.SNAPRUN_PYTHON_HOME || join(cache, 'snaprun/python-test'),
      SANDBOX_DRIVER: 'bubblewrap',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`The evaluation ended with ${code}:\n${stderr.slice(-3000)}`);
  return stdout;
}
