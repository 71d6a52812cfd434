import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Arguments, parseArguments } from './arguments.ts';
import { evaluate } from './evaluate.ts';
import { planPicture } from './pictures/draw-picture.ts';
import { listPictures } from './pictures/picture-list.ts';
import { RunResults } from './report/summary.ts';
import { type FakeOutcome, startFakeSystem } from './testing/fake-system.ts';

// A pie and a table that need no Python to be drawn.
const orders = listPictures('dev', 1, ['pie', 'horizontal_bar'], 2);
let home: string;
let system: Awaited<ReturnType<typeof startFakeSystem>>;
let printed: string[];
let outcomeOf: (name: string) => FakeOutcome;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'snaprun-eval-'));
  system = await startFakeSystem((name) => outcomeOf(name));
  outcomeOf = perfect;
  printed = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await system.close();
  await rm(home, { recursive: true, force: true });
});

const figure = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#fff' } })
  .composite([{ input: { create: { width: 5, height: 5, channels: 3, background: '#00f' } } }])
  .png()
  .toBuffer();

/** A system that reads and rebuilds every picture as it is. */
function perfect(name: string): FakeOutcome {
  const order = orders.find(({ id }) => name.startsWith(id));
  if (order === undefined) throw new Error(`Nobody ordered ${name}.`);
  const { truth } = planPicture(order);
  const csv = ['label,value', ...(truth.series[0]?.points.map(({ x, y }) => `${x},${y}`) ?? [])].join('\n');
  const read = { version: 1 as const, panels: [truth], notes: [], confidence: 1 };
  return { status: 'succeeded', outcome: 'reproduced', read, csv, figure };
}

function run(change: Partial<Arguments> = {}, signal = new AbortController().signal) {
  const options = parseArguments(
    ['--kinds', 'pie,horizontal_bar', '--limit', '2', '--out', join(home, 'out')],
    {},
    new Date(),
  );
  // Says where the system is, and goes when it is told to.
  const script = `console.log(JSON.stringify({ url: ${JSON.stringify(system.url)}, python: '/bin/cat' })); process.stdin.resume()`;
  const env = { PATH: process.env.PATH, EVAL_SYSTEM: JSON.stringify([process.execPath, '-e', script, '--']) };
  return evaluate({ ...options, concurrency: 1, ...change }, { env, say: () => undefined, signal });
}

test('a system without a mistake has all the marks, in results.json, on the page and on the terminal', async () => {
  const { rows } = await run();
  expect(rows.map(({ id }) => id)).toEqual(orders.map(({ id }) => id));
  for (const row of rows)
    expect(row).toMatchObject({
      resultF1At1: 1,
      readF1At1: 1,
      textMatch: 1,
      validAt0: true,
      modelCalls: 3,
      tokens: 120,
    });
  expect(RunResults.parse(JSON.parse(await readFile(join(home, 'out/results.json'), 'utf8'))).rows).toEqual(
    rows,
  );
  const page = await readFile(join(home, 'out/index.html'), 'utf8');
  for (const { id } of orders) expect(page).toContain(`<article id="${id}">`);
  expect(page.match(/data:image\/webp;base64,/g)).toHaveLength(4);
  expect(page).toContain('No differences.');
  expect(page).not.toMatch(/(src|href)="http/);
  expect(printed.join('')).toContain('ValidPass@0 100.0 %');
});

test('a system that reads nothing has none, and what it said is shown as text', async () => {
  outcomeOf = () => ({ status: 'failed', outcome: 'code_failed', read: null, csv: null, figure: null });
  const { rows } = await run();
  for (const row of rows)
    expect(row).toMatchObject({ resultF1At5: 0, readF1At5: 0, validAt3: false, error: 'It did not work.' });
  expect(await readFile(join(home, 'out/index.html'), 'utf8')).toContain('It did not work.');
});

test('texts of a picture are no markup on the page', async () => {
  outcomeOf = (name) => {
    const good = perfect(name);
    return { ...good, read: good.read && { ...good.read, notes: ['<script>alert(1)</script>'] } };
  };
  await run();
  const page = await readFile(join(home, 'out/index.html'), 'utf8');
  expect(page).not.toContain('<script>');
  expect(page).toContain('&lt;script&gt;alert(1)');
});

test('a second run into the same folder runs nothing again, and --compare finds no change', async () => {
  await run();
  await run({ compare: join(home, 'out/results.json'), json: true });
  expect(system.names()).toHaveLength(2);
  const { comparison } = JSON.parse(printed.at(-1) ?? '') as {
    comparison: { pairs: number; differences: { difference: number }[] };
  };
  expect(comparison.pairs).toBe(2);
  expect(comparison.differences.every(({ difference }) => difference === 0)).toBe(true);
});

test('runs over other pictures cannot be compared, and what is no result is said to be none', async () => {
  const results = await run();
  const other = join(home, 'other.json');
  await writeFile(other, JSON.stringify({ ...results, seed: 2 }));
  await expect(run({ compare: other })).rejects.toThrow('the two cannot be compared');
  await writeFile(other, '{}');
  await expect(run({ compare: other })).rejects.toThrow('is not the results.json of a run');
});

test('stopped, it reports what there is and says that it was stopped', async () => {
  const stopping = new AbortController();
  outcomeOf = (name) => {
    stopping.abort(new Error('Stopped.'));
    return perfect(name);
  };
  await expect(run({}, stopping.signal)).rejects.toThrow('Stopped.');
  const results = RunResults.parse(JSON.parse(await readFile(join(home, 'out/results.json'), 'utf8')));
  expect(results.rows).toHaveLength(1);
});

test('--draw leaves the pictures and their truth, and runs nothing', async () => {
  await run({ drawOnly: true });
  expect(system.names()).toEqual([]);
  const truth = JSON.parse(await readFile(join(home, 'out/truth.json'), 'utf8')) as object;
  expect(Object.keys(truth)).toEqual(orders.map(({ id }) => id));
  expect((await readFile(join(home, `out/pictures/${orders[0]?.id}.png`))).length).toBeGreaterThan(1000);
});

test('without a system to start it says how to start it', async () => {
  const options = parseArguments(['--out', join(home, 'out')], {}, new Date());
  const surroundings = { env: {}, say: () => undefined, signal: new AbortController().signal };
  await expect(evaluate(options, surroundings)).rejects.toThrow('npm run eval');
  const broken = { ...surroundings, env: { EVAL_SYSTEM: '["/bin/false"]' } };
  await expect(evaluate(options, broken)).rejects.toThrow('could not be started');
});
