import { newId } from '@snaprun/core/ids';
import { apiTokens, feedback, notifications, webhooks } from '@snaprun/core/schema/account';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claim, finish, produce } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi, uniquePng } from '../../testing/test-api.ts';
import { AccountDeletion, Export, Me } from '../shapes/me.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

/** Somebody with something in every table and in the storage. */
async function richPerson(name: string) {
  const person = await api.person(name);
  const done = await person.startJob({ name: `${name}’s chart`, instruction: 'Draw it again.' });
  await claim(api.db, done.id);
  const { attemptId, files } = await produce(api.db, api.storage, person.id, done.id);
  await finish(api.db, done.id, attemptId);
  const running = await person.startJob();
  await claim(api.db, running.id);
  await api.sql`insert into langgraph.checkpoints (thread_id, checkpoint_ns, checkpoint_id, checkpoint, metadata)
    values (${done.id}, '', 'c1', '{}', '{}')`;
  const unused = await person.upload(uniquePng());
  await person.post('/v1/tokens', { name: 'import', scopes: ['read'] }, { 'idempotency-key': 'k' });
  await api.db.insert(notifications).values({
    id: `ntf_${name}`,
    userId: person.id,
    jobId: done.id,
    kind: 'job.succeeded',
    message: 'Done.',
  });
  await api.db.insert(feedback).values({ jobId: done.id, userId: person.id, verdict: 'right' });
  const webhookId = newId('webhook');
  await api.db.insert(webhooks).values({
    ...{ id: webhookId, userId: person.id, url: 'https://a.test', events: ['job.failed'] },
    ...{ secret: 'hush-hush', previousSecret: 'hush-before' },
  });
  await person.post(`/v1/webhooks/${webhookId}/test`);
  await api.sql`insert into webhook_tries (delivery_id, n, error)
    select id, 1, ${`tried for ${name}`} from webhook_deliveries where webhook_id = ${webhookId}`;
  return { person, done, running, unused, files };
}

/** Rows of the whole database that name any of these, but for the places at which the storage is looked at once more. */
async function rowsWith(words: string[]): Promise<string[]> {
  const tables = await api.sql<{ name: string }[]>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'langgraph', 'graphile_worker') and tablename <> 'removed_objects'`;
  const found = [];
  for (const { name } of tables) {
    const rows = await api.sql.unsafe(
      `select count(*)::int as n from ${name} t where exists (select from jsonb_array_elements_text($1::text::jsonb) w where strpos(row_to_json(t)::text, w) > 0)`,
      [JSON.stringify(words)],
    );
    if (rows[0]?.n > 0) found.push(`${name}: ${rows[0]?.n}`);
  }
  return found;
}

describe('who a person is', () => {
  test('they see and change; an empty name is none', async () => {
    const ann = await api.person('ann');
    expect(Me.parse(await (await ann.get('/v1/me')).json())).toMatchObject({
      id: ann.id,
      email: 'ann@example.test',
      name: null,
      retentionDays: 30,
      notify: { jobFinished: true },
      isAdmin: false,
    });
    const changed = await ann.patch('/v1/me', { name: 'Ann', notify: { jobFinished: false } });
    expect(await changed.json()).toMatchObject({
      name: 'Ann',
      retentionDays: 30,
      notify: { jobFinished: false },
    });
    expect(await (await ann.patch('/v1/me', { name: '' })).json()).toMatchObject({ name: null });
    expect(await (await ann.patch('/v1/me', {})).json()).toMatchObject({ notify: { jobFinished: false } });
    for (const wrong of [{ retentionDays: 0 }, { retentionDays: 366 }, { notify: {} }, { name: 5 }])
      await expectProblem(await ann.patch('/v1/me', wrong), 422, 'unprocessable');
  });

  test('a new retention moves the clock of the jobs they have, and lets none go within a day', async () => {
    const ann = await api.person('keeper');
    const [fresh, old] = [await ann.startJob(), await ann.startJob()];
    await api.sql`update jobs set queued_at = queued_at - interval '20 days', expires_at = expires_at - interval '20 days' where id = ${old.id}`;
    await ann.patch('/v1/me', { retentionDays: 7 });
    const days = async (id: string) => {
      const { expiresAt } = (await (await ann.get(`/v1/jobs/${id}`)).json()) as { expiresAt: string };
      return Math.round((Date.parse(expiresAt) - Date.now()) / 86_400_000);
    };
    expect(await days(fresh.id)).toBe(7);
    expect(await days(old.id)).toBe(1);
    await ann.patch('/v1/me', { retentionDays: 90 });
    expect(await days(old.id)).toBe(70);
  });
});

describe('the export', () => {
  test('is one JSON document with everything of the person, links for files, and no secret or hash', async () => {
    const { person, done, running, unused, files } = await richPerson('xenia');
    await richPerson('other');
    const response = await person.get('/v1/me/export');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="snaprun-export.json"');
    const text = await response.text();
    const all = Export.parse(JSON.parse(text));
    expect(all.me.id).toBe(person.id);
    expect(all.files.map(({ id }) => id).sort()).toEqual([done.fileId, running.fileId, unused.id].sort());
    expect(all.jobs.map(({ job }) => job.id)).toEqual([running.id, done.id]);
    const [, ended] = all.jobs;
    expect(ended?.artifacts.map(({ id }) => id)).toEqual(files.map(({ id }) => id));
    expect(ended?.artifacts[0]?.url).toMatch(/^http/);
    expect(ended?.events.map(({ type }) => type)).toEqual(['job.queued', 'job.started', 'job.succeeded']);
    for (const list of [
      all.notifications,
      all.feedback,
      all.tokens,
      all.webhooks,
      all.usageDays,
      all.deliveries,
    ])
      expect(list).toHaveLength(1);
    const [{ sha256 } = { sha256: '' }] = await api.db.select().from(apiTokens);
    expect(text).not.toContain(sha256);
    expect(text).not.toContain('hush-');
    expect(all.deliveries[0]?.tries).toMatchObject([{ n: 1, error: 'tried for xenia' }]);
    expect(text).not.toContain('other');
  });

  test('of a newcomer is a document, too', async () => {
    const nobody = await api.person('newcomer');
    const all = Export.parse(await (await nobody.get('/v1/me/export')).json());
    expect([all.files, all.jobs, all.tokens]).toEqual([[], [], []]);
  });
});

describe('deleting an account', () => {
  test('leaves no row and no object of the person, and of nobody else takes any; the receipt counts', async () => {
    const { person, done, running, unused } = await richPerson('leaver');
    const stays = await richPerson('stayer');
    const mine = [person.id, 'leaver', done.id, running.id, unused.id, done.fileId, running.fileId];
    expect((await rowsWith(mine)).length).toBeGreaterThan(10);
    const objects = [...api.storage.objects.keys()].filter((key) => mine.some((id) => key.includes(id)));
    const others = [...api.storage.objects.keys()].filter((key) => !objects.includes(key));

    const response = await person.delete('/v1/me');
    const { deleted } = AccountDeletion.parse(await response.json());
    expect(deleted).toEqual({
      users: 1,
      jobs: 2,
      files: 5,
      attempts: 1,
      events: 6,
      checkpoints: 1,
      objects: objects.length,
      notifications: 1,
      feedback: 1,
      tokens: 1,
      webhooks: 1,
      deliveries: 1,
      shares: 0,
      usageDays: 1,
    });
    const left = await rowsWith(mine);
    // The queue's task finds no job and ends; that there is one is all that it says.
    expect(left.filter((row) => !row.startsWith('graphile_worker.'))).toEqual([]);
    expect([...api.storage.objects.keys()]).toEqual(others);
    expect((await stays.person.get(`/v1/jobs/${stays.done.id}`)).status).toBe(200);
  });

  test('while jobs and uploads are being made leaves none of them, and answers each as signed out or done', async () => {
    const person = await api.person('busy');
    const { id: fileId } = await person.upload(uniquePng());
    const make = (n: number) =>
      n % 2 === 0
        ? person.post('/v1/jobs', { fileId }, { 'idempotency-key': `busy-${n}` })
        : person.post('/v1/files', {
            ...{ name: 'a.png', mediaType: 'image/png', bytes: 9 },
            sha256: n.toString(16).padStart(64, 'a'),
          });
    const making = Array.from({ length: 20 }, (_, n) => make(n));
    const deleting = person.delete('/v1/me');
    const after = Array.from({ length: 20 }, (_, n) => make(n + 20));
    const statuses = (await Promise.all([...making, ...after])).map(({ status }) => status);
    // 404: the picture went first; 503: Postgres broke a circle of waits, and asking again is right.
    expect([200, 201, 401, 404, 409, 422, 503]).toEqual(expect.arrayContaining([...new Set(statuses)]));
    expect([200, 503]).toContain((await deleting).status);
    await person.delete('/v1/me');
    expect((await rowsWith([person.id])).filter((row) => !row.startsWith('graphile_worker.'))).toEqual([]);
    expect([...api.storage.objects.keys()].filter((key) => key.includes(fileId))).toEqual([]);
  });

  test('ends the sessions and tokens that exist; a new session begins anew', async () => {
    const person: Person = await api.person('phoenix');
    await person.patch('/v1/me', { name: 'Old' });
    const made = await person.post('/v1/tokens', { name: 'import', scopes: ['read', 'write'] });
    const { secret } = (await made.json()) as { secret: string };
    const withToken = (method: string) =>
      api.app.request('/v1/me', { method, headers: { authorization: `Bearer ${secret}` } });
    await expectProblem(await withToken('DELETE'), 403, 'forbidden');
    expect((await person.delete('/v1/me')).status).toBe(200);
    await expectProblem(await person.get('/v1/me'), 401, 'unauthenticated');
    await expectProblem(await withToken('GET'), 401, 'unauthenticated');
    await api.sql`update deleted_users set deleted_at = now() - interval '1 minute'`;
    const again = await api.person('phoenix');
    expect(await (await again.get('/v1/me')).json()).toMatchObject({ id: person.id, name: null });
  });

  test('is no way around a limit: quotas and the day’s jobs hold for the new account', async () => {
    const person = await api.person('again');
    const admin = await api.person('admin');
    await person.startJob();
    expect((await admin.patch(`/v1/admin/users/${person.id}/quotas`, { jobsPerDay: 2 })).status).toBe(200);
    expect((await person.delete('/v1/me')).status).toBe(200);
    await api.sql`update deleted_users set deleted_at = now() - interval '1 minute'`;
    expect(await (await person.get('/v1/usage')).json()).toMatchObject({
      limits: { jobsPerDay: { limit: 2, used: 1 } },
    });
    await person.startJob();
    await expect(person.startJob()).rejects.toThrow('refused');
  });
});
