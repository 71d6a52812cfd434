import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { feedback as said } from '@snaprun/core/schema/account';
import { users } from '@snaprun/core/schema/users';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBench } from '../../agent/test-bench.ts';
import { runJob } from '../../tasks/run-job.ts';
import { feedback } from './feedback.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
let folder: string;
beforeAll(async () => {
  bench = await createBench();
  folder = await mkdtemp(join(tmpdir(), 'snaprun-feedback-'));
});
afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

async function run(...argv: string[]): Promise<string[]> {
  const lines: string[] = [];
  const env = { DATABASE_URL: bench.database.url, INIT_CWD: folder };
  await feedback(argv, { env, say: (line) => lines.push(line), signal: new AbortController().signal });
  return lines;
}

test('writes what was said with what it was said of, and nobody’s name', async () => {
  const deps = await bench.deps();
  const done = await bench.job('As bars.');
  await runJob(deps, done.id, 1);
  const { id: waiting } = await bench.job();
  await bench.database.db
    .update(users)
    .set({ email: 'ann@example.test', name: 'Ann' })
    .where(eq(users.id, bench.user.id));
  const userId = bench.user.id;
  await bench.database.db.insert(said).values([
    { jobId: done.id, userId, verdict: 'wrong', note: 'Q2 is 16.\nNot 15.' },
    { jobId: waiting, userId, verdict: 'right' },
  ]);

  expect(await run('--out', 'said.jsonl')).toEqual([
    `${join(folder, 'said.jsonl')}: 1 said to be right, 1 said to be wrong.`,
  ]);
  const text = await readFile(join(folder, 'said.jsonl'), 'utf8');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(2);
  expect(lines.find(({ job }) => job === done.id)).toMatchObject({
    verdict: 'wrong',
    note: 'Q2 is 16.\nNot 15.',
    instruction: 'As bars.',
    status: 'succeeded',
    spec: { panels: [{ kind: 'bar' }] },
    fidelity: { verdict: expect.any(String) },
    attempt: { n: 1, origin: 'generated', code: 'print(1)\n' },
    models: { vision: [deps.models.vision.model] },
  });
  expect(lines.find(({ job }) => job === waiting)).toMatchObject({ spec: null, attempt: null, models: null });
  for (const secret of [userId, 'ann@example.test', 'Ann', 'chart.png']) expect(text).not.toContain(secret);
});

test('refuses to write over a file, and to guess where it goes', async () => {
  await run('--out', 'once.jsonl');
  await expect(run('--out', 'once.jsonl')).rejects.toThrow(/once\.jsonl is there already/);
  await expect(run()).rejects.toThrow(/--out/);
  await expect(run('--out', 'x', '--all')).rejects.toThrow(/--help/);
});
