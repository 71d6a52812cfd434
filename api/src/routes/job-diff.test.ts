import { attempts } from '@snaprun/core/schema/attempts';
import { files } from '@snaprun/core/schema/files';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claim, finish, produce } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../../testing/test-api.ts';
import { JobDiff } from '../shapes/job-diff.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

/** A job that has ended with this program and these numbers. */
async function jobWith(code: string, data: string, person = ann): Promise<string> {
  const { id } = await person.startJob();
  await claim(api.db, id);
  const { attemptId } = await produce(api.db, api.storage, person.id, id);
  await finish(api.db, id, attemptId);
  await api.db.update(attempts).set({ code }).where(eq(attempts.id, attemptId));
  const rows = await api.db.select().from(files).where(eq(files.attemptId, attemptId));
  const table = rows.find(({ mediaType }) => mediaType === 'text/csv') ?? rows[0];
  if (table === undefined) throw new Error('Nothing was produced.');
  const bytes = new TextEncoder().encode(data);
  await api.storage.write(table.objectKey, bytes, 'text/csv');
  await api.db
    .update(files)
    .set({
      name: 'data.csv',
      mediaType: 'text/csv',
      bytes: bytes.length,
      sha256: data.length.toString(16).padStart(64, '0'),
    })
    .where(eq(files.id, table.id));
  return id;
}

const diff = async (from: string, to: string) =>
  JobDiff.parse(await (await ann.get(`/v1/jobs/${from}/diff?to=${to}`)).json());

describe('the difference of two results', () => {
  test('is told by lines of code, cells of data, and files', async () => {
    const from = await jobWith('import csv\nprint(1)\n', 'x,y\na,1\nb,2\n');
    const to = await jobWith('import csv\nprint(2)\nprint(3)\n', 'x,y\na,1\nb,20\n');
    const told = await diff(from, to);
    expect(told.code).toMatchObject({ added: 2, removed: 1 });
    expect(told.code?.patch).toContain('-print(1)\n+print(2)\n+print(3)');
    expect(told.data).toMatchObject({ changed: 1, cells: [{ row: 'b', column: 'y', from: '2', to: '20' }] });
    expect(told.files.find(({ name }) => name === 'data.csv')).toMatchObject({ same: false });
    expect(told.figures.map(({ from: before, to: after }) => [before === null, after === null])).toEqual(
      told.figures.map(() => [false, false]),
    );
    expect(told.figures.length).toBeGreaterThan(0);
  });

  test('with itself is none', async () => {
    const id = await jobWith('print(1)\n', 'x,y\na,1\n');
    const told = await diff(id, id);
    expect(told).toMatchObject({
      code: { added: 0, removed: 0, patch: '' },
      data: { changed: 0, cells: [] },
    });
    expect([...told.figures, ...told.files].every(({ same }) => same)).toBe(true);
  });

  test('of a job without program or numbers says so', async () => {
    const { id: waiting } = await ann.startJob();
    const ended = await jobWith('print(1)\n', 'x,y\na,1\n');
    const told = await diff(waiting, ended);
    expect([told.code, told.data]).toEqual([null, null]);
    expect(told.files.every(({ from, same }) => from === null && !same)).toBe(true);
  });

  test('of programs with nothing in common is counted without searching for ever', async () => {
    const lines = (word: string) => Array.from({ length: 6_000 }, (_, i) => `${word}(${i})`).join('\n');
    const [from, to] = [await jobWith(lines('a'), ''), await jobWith(lines('b'), '')];
    expect((await diff(from, to)).code).toEqual({ added: 6_000, removed: 6_000, patch: '' });
  });

  test('shows nobody else’s job, on either side', async () => {
    const eve = await api.person('eve');
    const [mine, theirs] = [await jobWith('print(1)\n', ''), await jobWith('print(2)\n', '', eve)];
    for (const [from, to] of [
      [mine, theirs],
      [theirs, mine],
    ])
      await expectProblem(await ann.get(`/v1/jobs/${from}/diff?to=${to}`), 404, 'not_found');
    await expectProblem(await ann.get(`/v1/jobs/${mine}/diff`), 422, 'unprocessable');
  });
});
