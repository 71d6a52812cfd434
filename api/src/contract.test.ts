import { bundleKey } from '@snaprun/core/bundle';
import { quotas } from '@snaprun/core/schema/limits';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Ground, openGround, tampered } from '../testing/contract.ts';
import { readEvents } from '../testing/event-stream.ts';
import { claim, finish, produce } from '../testing/job-life.ts';
import { expectProblem } from '../testing/problem.ts';
import { type RunningApi, runtimes } from '../testing/runtimes.ts';
import { uniquePng, webOrigin } from '../testing/test-api.ts';
import type { Job } from './shapes/job.ts';

let ground: Ground;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground?.close());

describe.each(['node', 'workerd'] as const)('the api on %s', (runtime) => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await runtimes[runtime](ground.settings);
  });
  afterAll(() => api?.close());
  const person = (name: string) => ground.person(api, `${name}-${runtime}`);
  const json = async <T>(response: Response | Promise<Response>) => (await (await response).json()) as T;

  test('is ready, and shows its contract and its docs', async () => {
    const ready = await fetch(`${api.base}/readyz`);
    expect(await ready.json()).toMatchObject({
      status: 'ready',
      checks: [{ ok: true }, { ok: true }, { ok: true }],
    });
    expect(await json(fetch(`${api.base}/health/models`))).toMatchObject({ roles: [{}, {}, {}] });
    expect(await json(fetch(`${api.base}/openapi.json`))).toMatchObject({ openapi: '3.1.0' });
    const script = await fetch(`${api.base}/docs/swagger-ui-bundle.js`);
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect((await script.text()).length).toBeGreaterThan(1_000_000);
    expect((await fetch(`${api.base}/docs/package.json`)).status).toBe(404);
  });

  test('refuses who has no session, what it does not know, and pages of others', async () => {
    await expectProblem(await fetch(`${api.base}/v1/jobs`), 401, 'unauthenticated');
    const forged = { authorization: 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.' };
    await expectProblem(await fetch(`${api.base}/v1/jobs`, { headers: forged }), 401, 'unauthenticated');
    await expectProblem(await fetch(`${api.base}/nothing`), 404, 'not_found');
    await expectProblem(await fetch(`${api.base}/healthz`, { method: 'DELETE' }), 405, 'method_not_allowed');
    await expectProblem(await fetch(`${api.base}/v1/local/sign-in`, { method: 'POST' }), 404, 'not_found');
    const ours = await fetch(`${api.base}/healthz`, { headers: { origin: webOrigin } });
    expect(ours.headers.get('access-control-allow-origin')).toBe(webOrigin);
    const theirs = await fetch(`${api.base}/healthz`, { headers: { origin: 'http://evil.test' } });
    expect(theirs.headers.get('access-control-allow-origin')).toBeNull();
    expect(theirs.headers.get('x-frame-options')).toBe('DENY');
  });

  test('negotiates an upload that takes exactly what was announced, once', async () => {
    const ann = await person('ann');
    const bytes = uniquePng();
    const announced = await ann.announce(bytes);
    expect(announced.status).toBe(201);
    const { file, upload } = await json<{
      file: { id: string };
      upload: { url: string; headers: Record<string, string> };
    }>(announced);
    const put = (body: Uint8Array<ArrayBuffer>) =>
      fetch(upload.url, { method: 'PUT', headers: upload.headers, body });
    await expectProblem(await ann.post('/v1/jobs', { fileId: file.id }), 422, 'unprocessable');
    expect((await put(tampered(bytes))).ok).toBe(false);
    expect((await put(Uint8Array.from(bytes))).status).toBe(200);
    expect((await put(Uint8Array.from(bytes))).status).toBe(412);
    expect((await ann.post('/v1/jobs', { fileId: file.id })).status).toBe(201);
    const again = await ann.announce(bytes);
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ file: { id: file.id, state: 'ready' }, upload: null });
    const { downloadUrl = '' } = await json<{ downloadUrl?: string }>(ann.get(`/v1/files/${file.id}`));
    const stored = await fetch(downloadUrl);
    expect(new Uint8Array(await stored.arrayBuffer())).toEqual(Uint8Array.from(bytes));
    expect(stored.headers.get('content-disposition')).toMatch(/^attachment; filename="chart.png"/);
    expect(stored.headers.get('cache-control')).toBe('private, max-age=900');
  });

  test('makes one job of ten requests with one key, and none of another request with it', async () => {
    const ben = await person('ben');
    const { id: fileId } = await ben.upload();
    const key = { 'idempotency-key': 'once' };
    const twins = await Promise.all(Array.from({ length: 10 }, () => ben.post('/v1/jobs', { fileId }, key)));
    const bodies = await Promise.all(twins.map((twin) => json<Job>(twin)));
    expect(new Set(twins.map(({ status }) => status))).toEqual(new Set([201]));
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(1);
    await expectProblem(await ben.post('/v1/jobs', { fileId, name: 'else' }, key), 409, 'conflict');
    expect(await json(ben.get('/v1/jobs'))).toMatchObject({
      jobs: [{ id: bodies[0]?.id }],
      nextCursor: null,
    });
  });

  test('lists by pages, and answers 304 while nothing has changed', async () => {
    const cid = await person('cid');
    const [first, second, third] = [await cid.startJob(), await cid.startJob(), await cid.startJob()];
    const page = await json<{ jobs: Job[]; nextCursor: string }>(cid.get('/v1/jobs?limit=2'));
    expect(page.jobs.map(({ id }) => id)).toEqual([third.id, second.id]);
    const rest = await json<{ jobs: Job[] }>(cid.get(`/v1/jobs?limit=2&cursor=${page.nextCursor}`));
    expect(rest.jobs.map(({ id }) => id)).toEqual([first.id]);
    await claim(ground.db, first.id);
    const before = await cid.get(`/v1/jobs/${first.id}`);
    const etag = before.headers.get('etag') ?? '';
    expect(before.headers.get('cache-control')).toBe('private, no-cache');
    const same = await cid.get(`/v1/jobs/${first.id}`, { 'if-none-match': etag });
    expect([same.status, await same.text(), same.headers.get('etag')]).toEqual([304, '', etag]);
    await finish(ground.db, first.id);
    expect((await cid.get(`/v1/jobs/${first.id}`, { 'if-none-match': etag })).status).toBe(200);
  });

  test('waits for the end of a job as long as it is asked to', async () => {
    const dan = await person('dan');
    const { id } = await dan.startJob();
    const early = await dan.get(`/v1/jobs/${id}`, { prefer: 'wait=1' });
    expect(early.headers.get('preference-applied')).toBe('wait=1');
    expect(await early.json()).toMatchObject({ status: 'queued' });
    const waiting = dan.get(`/v1/jobs/${id}`, { prefer: 'wait=60' });
    await claim(ground.db, id);
    await finish(ground.db, id);
    expect(await json(waiting)).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });
  });

  test('replays events after the last one seen, goes on live, and ends with the job', async () => {
    const eve = await person('eve');
    const { id } = await eve.startJob();
    const stream = readEvents(await eve.get(`/v1/jobs/${id}/events`));
    expect((await stream.next())?.event).toBe('job.queued');
    await claim(ground.db, id);
    expect((await stream.next())?.event).toBe('job.started');
    const resumed = readEvents(await eve.get(`/v1/jobs/${id}/events`, { 'last-event-id': '1' }));
    expect((await resumed.next())?.id).toBe('2');
    await finish(ground.db, id);
    for (const open of [stream, resumed])
      expect((await open.rest()).map((message) => [message.id, message.event])).toEqual([
        ['3', 'job.succeeded'],
      ]);
    const replayed = await readEvents(await eve.get(`/v1/jobs/${id}/events`)).rest();
    expect(replayed.map((message) => message.data.seq)).toEqual([1, 2, 3]);
  });

  test('tells live of all jobs of a person, and of nobody else’s', async () => {
    const [fay, gus] = [await person('fay'), await person('gus')];
    const running = await fay.startJob();
    const stream = readEvents(await fay.get('/v1/events'));
    await stream.hello();
    const other = await gus.startJob();
    await claim(ground.db, other.id);
    await claim(ground.db, running.id);
    expect((await stream.next())?.data).toMatchObject({ jobId: running.id, type: 'job.started' });
    const later = await fay.startJob();
    expect((await stream.next())?.data).toMatchObject({ jobId: later.id, type: 'job.queued' });
    await stream.cancel();
  });

  test('cancels, shows what a job made to its owner and by a link, and deletes it for good', async () => {
    const [hal, ivy] = [await person('hal'), await person('ivy')];
    const waiting = await hal.startJob();
    expect(await json(hal.post(`/v1/jobs/${waiting.id}/cancel`))).toMatchObject({ status: 'cancelled' });
    await expectProblem(await hal.post(`/v1/jobs/${waiting.id}/cancel`), 409, 'conflict');

    const job = await hal.startJob();
    await claim(ground.db, job.id);
    const { attemptId } = await produce(ground.db, ground.storage, hal.id, job.id);
    const ended = await finish(ground.db, job.id, attemptId);
    const results = await json<{ artifacts: { url: string }[] }>(hal.get(`/v1/jobs/${job.id}/results`));
    expect(results.artifacts).toHaveLength(2);
    expect((await fetch(results.artifacts[0]?.url ?? '')).status).toBe(200);
    // What a worker stores while the request waits is where it leads.
    const asked = hal.get(`/v1/jobs/${job.id}/bundle`);
    await ground.storage.write(
      await bundleKey(ground.db, ended),
      new Uint8Array([80, 75]),
      'application/zip',
    );
    const bundle = await asked;
    expect(bundle.status).toBe(303);
    const zip = await fetch(bundle.headers.get('location') ?? '');
    expect(zip.headers.get('content-disposition')).toContain('attachment; filename="chart.zip"');
    expect(await zip.text()).toBe('PK');
    for (const path of ['', '/results', '/events', '/shares', '/bundle'])
      await expectProblem(await ivy.get(`/v1/jobs/${job.id}${path}`), 404, 'not_found');

    const made = await json<{ share: { id: string }; url: string }>(
      hal.post(`/v1/jobs/${job.id}/shares`, {}),
    );
    const shown = `${api.base}/v1/shares/${made.url.split('/').at(-1)}`;
    const shared = await fetch(shown);
    expect(shared.headers.get('x-robots-tag')).toBe('noindex');
    const text = await shared.text();
    expect(text).toContain('"outcome":"reproduced"');
    for (const secret of [hal.id, job.id])
      expect(text.replaceAll(/"https?:[^"]*"/g, '')).not.toContain(secret);

    const gone = await json<{ deleted: Record<string, number> }>(hal.call('DELETE', `/v1/jobs/${job.id}`));
    expect(gone.deleted).toMatchObject({ jobs: 1, files: 3, attempts: 1, objects: 5 });
    expect(await ground.storage.list(`jobs/${job.id}/`)).toEqual([]);
    await expectProblem(await fetch(shown), 404, 'not_found');
    await expectProblem(await hal.get(`/v1/jobs/${job.id}`), 404, 'not_found');
  });

  test('says what is wrong with a request', async () => {
    const jon = await person('jon');
    const raw = (body: string, type = 'application/json') =>
      fetch(`${api.base}/v1/jobs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${jon.token}`, 'content-type': type },
        body,
      });
    await expectProblem(await raw('{'), 400, 'invalid_request');
    await expectProblem(await raw('a=b', 'application/x-www-form-urlencoded'), 415, 'unsupported_media_type');
    await expectProblem(await raw(JSON.stringify({ name: 'x'.repeat(300_000) })), 413, 'payload_too_large');
    const { errors } = await expectProblem(
      await raw('{"fileId":"x","name":"a\\u0000b"}'),
      422,
      'unprocessable',
    );
    expect(errors?.map(({ pointer }) => pointer)).toEqual(['/fileId', '/name']);
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    await expectProblem(await raw(deep), 422, 'unprocessable');
    await expectProblem(await raw(`{"fileId":${deep}}`), 422, 'unprocessable');
    await expectProblem(await raw('{"name":"\\ud800"}'), 422, 'unprocessable');
    await expectProblem(await jon.get('/v1/jobs?cursor=x'), 422, 'unprocessable');
    await expectProblem(await jon.get('/v1/jobs/job_nothing'), 404, 'not_found');
  });

  test('counts a person’s requests and jobs, and refuses beyond the limit', async () => {
    const kay = await person('kay');
    await kay.startJob();
    await ground.db
      .insert(quotas)
      .values({ userId: kay.id, activeJobs: 1, requestsPerMinute: 6, changedBy: 'the test' });
    const { id: fileId } = await kay.upload();
    const full = await expectProblem(await kay.post('/v1/jobs', { fileId }), 409, 'quota_exceeded');
    expect(full.quota).toEqual({ name: 'activeJobs', limit: 1, used: 1 });
    const allowed = await kay.get('/v1/me');
    expect(allowed.headers.get('ratelimit-policy')).toBe('"requests";q=6;w=60');
    expect(allowed.headers.get('ratelimit')).toMatch(/^"requests";r=1;t=\d+$/);
    await kay.get('/v1/me');
    const refused = await kay.get('/v1/me');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await expectProblem(refused, 429, 'rate_limited');
  });

  test('takes forty requests at once', async () => {
    const lea = await person('lea');
    const { id } = await lea.startJob();
    const answers = await Promise.all(Array.from({ length: 40 }, () => lea.get(`/v1/jobs/${id}`)));
    for (const answer of answers) expect(await json(answer)).toMatchObject({ id });
  });
});
