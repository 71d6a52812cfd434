import { bundleKey } from '@snaprun/core/bundle';
import { removeJob } from '@snaprun/core/removal';
import { files } from '@snaprun/core/schema/files';
import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBench, failedRun, goodFiles, goodRun, program } from '../agent/test-bench.ts';
import { createInMemoryDriver } from '../sandbox/in-memory-driver.ts';
import { buildBundle } from '../tasks/build-bundle.ts';
import { runJob } from '../tasks/run-job.ts';
import { readZip } from './testing/unpack.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

/** A job whose second program is the good one. */
async function endedJob() {
  const failing = { ...failedRun('ValueError', 'not yet', 1), files: await goodFiles() };
  const sandbox = createInMemoryDriver([failing, await goodRun()]);
  const deps = await bench.deps({ sandbox, models: { code: (_request, n) => program(`print(${n})`) } });
  const { id } = await bench.job('As bars.');
  await runJob(deps, id, 1);
  return { deps, id };
}

async function bundled(id: string): Promise<Uint8Array> {
  const bytes = bench.storage.objects.get(await bundleKey(bench.database.db, await bench.read(id)))?.bytes;
  if (bytes === undefined) throw new Error('There is no bundle.');
  return bytes;
}

const bundlesOf = (id: string) => bench.storage.list(`jobs/${id}/bundle/`);

describe('the bundle of a job', () => {
  test('has everything of it, in one folder, with the hashes of all', async () => {
    const { deps, id } = await endedJob();
    await buildBundle(deps, id);
    const entries = await readZip(await bundled(id));
    const paths = entries.map(({ path }) => path.replace(`${id}/`, ''));
    expect(paths.filter((path) => !path.startsWith('replay/'))).toEqual([
      ...['input/original.png', 'input/input.png', 'instruction.txt', 'reading.json'],
      ...['results/data.csv', 'results/figure.png'],
      ...[
        'attempts/1/program.py',
        'attempts/1/attempt.json',
        'attempts/1/stdout.txt',
        'attempts/1/stderr.txt',
      ],
      ...[
        'attempts/2/program.py',
        'attempts/2/attempt.json',
        'attempts/2/stdout.txt',
        'attempts/2/stderr.txt',
      ],
      ...['attempts/1/outputs/data.csv', 'attempts/1/outputs/figure.png'],
      ...['program.py', 'findings.json', 'notebook.ipynb', 'manifest.json', 'run.sh', 'requirements.lock'],
      ...['fidelity.json', 'receipt.json', 'versions.json', 'README.md', 'SHA256SUMS'],
    ]);
    expect(paths).toContain('replay/runner/replay.py');
    expect(new Set(entries.map(({ date }) => date))).toEqual(new Set(['1980-1']));
    expect(entries.filter(({ executable }) => executable).map(({ path }) => path)).toEqual([`${id}/run.sh`]);

    const text = (path: string) => {
      const entry = entries.find((one) => one.path === `${id}/${path}`);
      return new TextDecoder().decode(entry?.content);
    };
    const json = (path: string) => JSON.parse(text(path));
    expect(text('program.py')).toBe('print(2)\n');
    expect(text('instruction.txt')).toBe('As bars.\n');
    expect(text('results/data.csv')).toContain('Q1,10');
    expect(text('attempts/2/stdout.txt')).toBe('done\n');
    expect(json('attempts/1/attempt.json').execution.error.type).toBe('ValueError');
    expect(json('receipt.json')).toEqual((await bench.read(id)).receipt);
    expect(json('versions.json').models).toEqual({
      vision: [deps.models.vision.model],
      reasoning: [deps.models.reasoning.model],
      code: [deps.models.code.model],
    });
    const [table, figure] = json('manifest.json').results;
    expect(figure.writtenSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(figure.writtenSha256).not.toBe(figure.sha256);
    expect(table.writtenSha256).toBe(table.sha256);
    expect(text('SHA256SUMS').trim().split('\n')).toHaveLength(entries.length - 1);
    expect(text('README.md')).toContain('attempt 2');
  });

  test('is the same file however often it is built, and is built once for each state of the job', async () => {
    const { deps, id } = await endedJob();
    await buildBundle(deps, id);
    const [first = ''] = await bundlesOf(id);
    const before = await bundled(id);
    bench.storage.objects.set(first, { bytes: new Uint8Array(), mediaType: 'application/zip' });
    await buildBundle(deps, id);
    expect(bench.storage.objects.get(first)?.bytes).toHaveLength(0);
    bench.storage.objects.delete(first);
    await buildBundle(deps, id);
    expect(Buffer.compare(await bundled(id), before)).toBe(0);
    await bench.database.db.update(jobs).set({ name: 'renamed' }).where(eq(jobs.id, id));
    await buildBundle(deps, id);
    const after = await bundlesOf(id);
    expect(after).toHaveLength(1);
    expect(after).not.toContain(first);
  });

  test('names no file so that it lands elsewhere, whatever its row says', async () => {
    const { deps, id } = await endedJob();
    const [row] = await bench.database.db.select().from(files).where(eq(files.jobId, id));
    for (const name of [
      '../../evil.csv',
      '..\\evil.csv',
      '/etc/passwd',
      'CON.csv',
      'EVIL.csv',
      'a\u202Evsc.csv',
    ])
      await bench.database.db.insert(files).values({
        ...(row as NonNullable<typeof row>),
        ...{
          id: `${Math.random()}`,
          objectKey: `jobs/${id}/${Math.random()}`,
          name,
          attemptId: row?.attemptId,
        },
      });
    for (const { objectKey } of await bench.database.db.select().from(files).where(eq(files.jobId, id)))
      await bench.storage.write(objectKey, new Uint8Array([1]), 'text/csv');
    await buildBundle(deps, id);
    const paths = (await readZip(await bundled(id))).map(({ path }) => path);
    for (const path of paths) {
      expect(path.startsWith(`${id}/`)).toBe(true);
      expect(path).not.toMatch(/\\|\.\.|\/\/|\u202E|\/con\./i);
    }
    expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
  });

  test('tells what is not in the storage any more, and has no program where none was written', async () => {
    const { deps, id } = await endedJob();
    const stored = await bench.database.db.select().from(files).where(eq(files.jobId, id));
    const figures = stored.filter(({ name }) => name === 'figure.png');
    expect(figures.length).toBeGreaterThan(0);
    await bench.storage.remove(figures.map(({ objectKey }) => objectKey));
    await buildBundle(deps, id);
    const readme = (await readZip(await bundled(id))).find(({ path }) => path.endsWith('README.md'));
    expect(new TextDecoder().decode(readme?.content)).toMatch(/Not in the storage any more.*figure\.png/);

    const { id: unreadable } = await bench.job(null, new TextEncoder().encode('no picture'));
    await runJob(deps, unreadable, 1);
    await buildBundle(deps, unreadable);
    const paths = (await readZip(await bundled(unreadable))).map(({ path }) => path);
    expect(paths.filter((path) => /program|run\.sh|notebook|results/.test(path))).toEqual([]);
  });

  test('is not built for a job at work or gone, and not left behind by one that goes meanwhile', async () => {
    const { deps, id } = await endedJob();
    const waiting = await bench.job();
    await buildBundle(deps, waiting.id);
    await buildBundle(deps, 'job_gone');
    expect(await bundlesOf(waiting.id)).toEqual([]);
    const { writeStream } = bench.storage;
    const storage = {
      ...bench.storage,
      writeStream: async (...args: Parameters<typeof writeStream>) => {
        await removeJob({ db: bench.database.db, storage: bench.storage }, bench.user.id, id);
        await writeStream(...args);
      },
    };
    await buildBundle({ ...deps, storage }, id);
    expect(await bench.storage.list(`jobs/${id}/`)).toEqual([]);
  });

  test('goes with its job and is counted', async () => {
    const { deps, id } = await endedJob();
    const remove = () => removeJob({ db: bench.database.db, storage: bench.storage }, bench.user.id, id);
    const before = (await bench.storage.list(`jobs/${id}/`)).length;
    await buildBundle(deps, id);
    expect(await bundlesOf(id)).toHaveLength(1);
    expect((await remove()).objects).toBe(before + 1 + 1); // its picture too
    expect(await bench.storage.list(`jobs/${id}/`)).toEqual([]);
  });
});
