import { files } from '@snaprun/core/schema/files';
import { jobs } from '@snaprun/core/schema/jobs';
import { insertReadyFile } from '@snaprun/core/testing/factories';
import { and, count, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jpegBytes, pngBytes, sha256 } from '../testing/pictures.ts';
import { expectProblem } from '../testing/problem.ts';
import { openTestApi, type Person, type TestApi, uniquePng } from '../testing/test-api.ts';
import { FileNegotiation } from './shapes/file.ts';
import { Job } from './shapes/job.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

const create = (fileId: string, more: Record<string, unknown> = {}, headers?: Record<string, string>) =>
  ann.post('/v1/jobs', { fileId, ...more }, headers);
const refusal = async (fileId: string) =>
  (await expectProblem(await create(fileId), 422, 'unprocessable')).detail;
const jobsOf = async (fileId: string) => {
  const [row] = await api.db.select({ n: count() }).from(jobs).where(eq(jobs.fileId, fileId));
  return row?.n;
};

describe('POST /v1/jobs', () => {
  test('makes a queued job, marks the picture ready and enqueues its task', async () => {
    const file = await ann.upload(uniquePng());
    const response = await create(file.id, { instruction: '  Make it blue. ' });
    expect(response.status).toBe(201);
    const job = Job.parse(await response.json());
    expect(response.headers.get('location')).toBe(`/v1/jobs/${job.id}`);
    expect(job).toMatchObject({
      name: 'chart.png',
      fileId: file.id,
      parentId: null,
      instruction: 'Make it blue.',
      status: 'queued',
      outcome: null,
      queue: { position: 1, etaMs: null },
      startedAt: null,
    });
    const [ready] = await api.db.select().from(files).where(eq(files.id, file.id));
    expect(ready).toMatchObject({ state: 'ready', width: 640, height: 480 });
    const tasks =
      await api.sql`select key from graphile_worker.jobs where key like ${`%${job.id}`} or key like ${`%${file.id}`} order by key`;
    expect(tasks.map(({ key }) => key)).toEqual([`run-job:${job.id}`]);
  });

  test('a second job on the same picture does not check or enqueue it again', async () => {
    const { fileId } = await ann.startJob();
    const before = api.storage.bytesRead;
    expect((await create(fileId, { name: 'again', instruction: '' })).status).toBe(201);
    expect(api.storage.bytesRead).toBe(before);
    expect(await jobsOf(fileId)).toBe(2);
  });

  test('reads at most 64 KB of a large picture and writes none of it', async () => {
    const bytes = pngBytes(2000, 2000, 5_000_000);
    const before = api.storage.bytesRead;
    await ann.startJob({}, bytes);
    expect(api.storage.bytesRead - before).toBe(64 * 1024);
  });

  test('an upload that has not arrived is a 422 that may be tried again', async () => {
    const bytes = uniquePng();
    const file = await ann.upload(bytes);
    api.storage.objects.delete(`inputs/${file.id}`);
    expect(await refusal(file.id)).toContain('has not been uploaded yet');
    await api.storage.write(`inputs/${file.id}`, bytes, 'image/png');
    expect((await create(file.id)).status).toBe(201);
  });

  test.each([
    ['a PDF', new TextEncoder().encode('%PDF-1.7 ...'), 'PDF'],
    ['a GIF', new TextEncoder().encode('GIF89a......'), 'GIF'],
    ['an SVG', new TextEncoder().encode('<svg xmlns="x"/>'), 'SVG'],
    ['text', new TextEncoder().encode('hello'), 'neither a PNG nor a JPEG'],
    ['too many pixels', pngBytes(100_000, 100_000), '40 megapixels'],
    ['no pixels', pngBytes(0, 10), 'no pixels'],
    ['a JPEG announced as PNG', jpegBytes(), 'announced as a PNG, but it is a JPEG'],
  ])('%s is refused for good: marked, removed, with a sentence', async (_what, bytes, words) => {
    const file = await ann.upload(bytes);
    const detail = await refusal(file.id);
    expect(detail).toContain(words);
    expect(api.storage.objects.has(`inputs/${file.id}`)).toBe(false);
    const [row] = await api.db.select().from(files).where(eq(files.id, file.id));
    expect(row).toMatchObject({ state: 'rejected', rejectReason: detail });
    expect(await refusal(file.id)).toBe(detail);
    expect(await jobsOf(file.id)).toBe(0);
  });

  test('other bytes than announced are refused by size and by SHA-256', async () => {
    const longer = await ann.upload(uniquePng(), { bytes: 7 });
    expect(await refusal(longer.id)).toContain('but 7 were announced');
    const other = await ann.upload(uniquePng(), { sha256: 'ab'.repeat(32) });
    expect(await refusal(other.id)).toContain('SHA-256');
  });

  test('an artifact is not a picture to start from', async () => {
    const artifact = await insertReadyFile(api.db, { userId: ann.id, role: 'artifact' });
    await expectProblem(await create(artifact.id), 404, 'not_found');
  });

  test('the same picture announced twice ends as one file', async () => {
    const bytes = uniquePng();
    const [one, two] = [await ann.upload(bytes), await ann.upload(bytes)];
    expect(one.id).not.toBe(two.id);
    const answers = await Promise.all([create(one.id), create(two.id)]);
    const made = await Promise.all(answers.map(async (answer) => Job.parse(await answer.json())));
    expect(new Set(made.map(({ fileId }) => fileId)).size).toBe(1);
    const stored = await api.db
      .select()
      .from(files)
      .where(and(eq(files.userId, ann.id), eq(files.sha256, sha256(bytes))));
    expect(stored.map(({ state }) => state)).toEqual(['ready']);
    expect(await api.storage.list('inputs/')).toContain(stored[0]?.objectKey);
    const [gone] = [one.id, two.id].filter((id) => id !== stored[0]?.id);
    expect(api.storage.objects.has(`inputs/${gone}`)).toBe(false);
  });
});

describe('Idempotency-Key', () => {
  test('the same request gets the same answer and no second job, even at the same time', async () => {
    const file = await ann.upload(uniquePng());
    const headers = { 'idempotency-key': 'once-1' };
    const answers = await Promise.all([1, 2, 3].map(() => create(file.id, { name: 'a' }, headers)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const bodies = await Promise.all(answers.map((answer) => answer.json()));
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
    expect(await jobsOf(file.id)).toBe(1);
  });

  test('fifty identical requests at once, through two processes, make one job', async () => {
    const file = await ann.upload(uniquePng());
    const apps = [api.app, api.anotherProcess()];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        (apps[n % 2] ?? api.app).request('/v1/jobs', {
          method: 'POST',
          headers: {
            authorization: `Bearer ${ann.token}`,
            'content-type': 'application/json',
            'idempotency-key': 'fifty',
          },
          body: JSON.stringify({ fileId: file.id }),
        }),
      ),
    );
    const made = await Promise.all(answers.map(async (answer) => Job.parse(await answer.json())));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    expect(await jobsOf(file.id)).toBe(1);
  });

  test('another request with the key is a conflict that says what both were', async () => {
    const file = await ann.upload(uniquePng());
    const headers = { 'idempotency-key': 'once-2' };
    expect((await create(file.id, { name: 'a' }, headers)).status).toBe(201);
    const body = await expectProblem(await create(file.id, { name: 'b' }, headers), 409, 'conflict');
    expect(body.detail).toMatch(
      /^This Idempotency-Key was used for POST \/v1\/jobs at 2\d{3}-.*Z with another body\. Use a new key\.$/,
    );
    const route = await ann.post('/v1/tokens', { name: 'a', scopes: ['read'] }, headers);
    expect((await expectProblem(route, 409, 'conflict')).detail).toMatch(
      /^This Idempotency-Key was used for POST \/v1\/jobs at .*Z; this is POST \/v1\/tokens\. Use a new key\.$/,
    );
  });

  test('of an announced picture brings the same file back, with an address while it is not there yet', async () => {
    const bytes = uniquePng();
    const facts = { name: 'x.png', mediaType: 'image/png', bytes: bytes.length, sha256: sha256(bytes) };
    const headers = { 'idempotency-key': 'announce' };
    const announce = async (more = {}) => ann.post('/v1/files', { ...facts, ...more }, headers);
    const answers = await Promise.all(Array.from({ length: 10 }, () => announce()));
    const made = await Promise.all(answers.map(async (one) => FileNegotiation.parse(await one.json())));
    const [first] = made;
    expect(new Set(made.map(({ file }) => file.id)).size).toBe(1);
    expect(made.every(({ upload }) => upload !== null)).toBe(true);
    await expectProblem(await announce({ name: 'y.png' }), 409, 'conflict');
    await api.storage.write(`inputs/${first?.file.id}`, bytes, 'image/png');
    expect((await create(first?.file.id ?? '')).status).toBe(201);
    const later = FileNegotiation.parse(await (await announce()).json());
    expect(later).toMatchObject({ file: { id: first?.file.id, state: 'ready' }, upload: null });
  });

  test('a request that failed may be tried again with its key; another person’s key is another key', async () => {
    const bytes = uniquePng();
    const file = await ann.upload(bytes);
    api.storage.objects.delete(`inputs/${file.id}`);
    const headers = { 'idempotency-key': 'once-3' };
    await expectProblem(await create(file.id, {}, headers), 422, 'unprocessable');
    await api.storage.write(`inputs/${file.id}`, bytes, 'image/png');
    expect((await create(file.id, {}, headers)).status).toBe(201);
    const bob = await api.person('bob');
    const his = await bob.upload(bytes);
    expect((await bob.post('/v1/jobs', { fileId: his.id }, headers)).status).toBe(201);
  });

  test('is forgotten with its job', async () => {
    const file = await ann.upload(uniquePng());
    const headers = { 'idempotency-key': 'once-4' };
    const job = Job.parse(await (await create(file.id, {}, headers)).json());
    expect((await ann.delete(`/v1/jobs/${job.id}`)).status).toBe(200);
    await expectProblem(await create(file.id, {}, headers), 404, 'not_found');
  });

  test('must be printable', async () => {
    const file = await ann.upload(uniquePng());
    await expectProblem(await create(file.id, {}, { 'idempotency-key': 'a b' }), 422, 'unprocessable');
  });
});

test('what POST /v1/files answers is enough to make a job', async () => {
  const bytes = uniquePng();
  const facts = { name: 'x.png', mediaType: 'image/png', bytes: bytes.length, sha256: sha256(bytes) };
  const { file } = FileNegotiation.parse(await (await ann.post('/v1/files', facts)).json());
  await api.storage.write(`inputs/${file.id}`, bytes, 'image/png');
  expect((await create(file.id)).status).toBe(201);
});
