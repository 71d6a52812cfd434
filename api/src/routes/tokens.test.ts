import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvents } from '../../testing/event-stream.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../../testing/test-api.ts';
import { MadeToken, TokenList } from '../shapes/token.ts';

let api: TestApi;
let ann: Person;
beforeAll(async () => {
  api = await openTestApi();
  ann = await api.person('ann');
});
afterAll(() => api.close());

const make = async (wanted: Record<string, unknown> = {}, person = ann) => {
  const response = await person.post('/v1/tokens', { name: 'import', scopes: ['read', 'write'], ...wanted });
  expect(response.status).toBe(201);
  const made = MadeToken.parse(await response.json());
  return { ...made.token, secret: made.secret ?? '' };
};
const call = (secret: string, method: string, path: string, body?: unknown) =>
  api.app.request(path, {
    method,
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
const list = async (person = ann) => TokenList.parse(await (await person.get('/v1/tokens')).json()).tokens;

describe('a personal token', () => {
  test('speaks for its person, and is kept as a hash only', async () => {
    const { secret } = await make();
    const job = await ann.startJob({ name: 'mine' });
    const response = await call(secret, 'PATCH', `/v1/jobs/${job.id}`, { name: 'ours' });
    expect(await response.json()).toMatchObject({ id: job.id, name: 'ours' });
    const rows = JSON.stringify(await api.sql`select * from api_tokens`);
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain(secret.slice('snaprun_'.length));
    expect(api.log.join('')).not.toContain(secret);
  });

  test('is listed without its secret, with scopes in order, expiry and last use', async () => {
    const { id, secret } = await make({ name: ' nightly\t', scopes: ['write', 'read'] });
    const before = (await list()).find((token) => token.id === id);
    expect(before).toMatchObject({
      name: 'nightly',
      scopes: ['read', 'write'],
      lastUsedAt: null,
      expiresAt: null,
    });
    await call(secret, 'GET', '/v1/jobs');
    const after = (await list()).find((token) => token.id === id);
    expect(Math.abs(Date.parse(after?.lastUsedAt ?? '') - Date.now())).toBeLessThan(10_000);
    expect(JSON.stringify(await list())).not.toContain(secret);
  });

  test('with read alone cannot write, with write alone cannot read', async () => {
    const reader = await make({ scopes: ['read'] });
    expect((await call(reader.secret, 'GET', '/v1/jobs')).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/v1/jobs'],
      ['POST', '/v1/files'],
      ['DELETE', `/v1/tokens/${reader.id}`],
    ] as const) {
      const problem = await expectProblem(await call(reader.secret, method, path, {}), 403, 'forbidden');
      expect(problem.detail).toBe(
        `This token may read; a ${method} request needs the scope write. Use another token.`,
      );
    }
    const writer = await make({ scopes: ['write'] });
    await expectProblem(await call(writer.secret, 'GET', '/v1/jobs'), 403, 'forbidden');
  });

  test('never makes tokens, and can end itself', async () => {
    const { id, secret } = await make();
    const problem = await expectProblem(
      await call(secret, 'POST', '/v1/tokens', { name: 'child', scopes: ['read'] }),
      403,
      'forbidden',
    );
    expect(problem.detail).toBe('A personal token cannot do this. Sign in and do it yourself.');
    expect((await call(secret, 'DELETE', `/v1/tokens/${id}`)).status).toBe(200);
    await expectProblem(await call(secret, 'GET', '/v1/jobs'), 401, 'unauthenticated');
  });

  test('that has expired, was deleted or never was is refused', async () => {
    const { id, secret } = await make({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect((await call(secret, 'GET', '/v1/jobs')).status).toBe(200);
    await api.sql`update api_tokens set expires_at = now() - interval '1 s' where id = ${id}`;
    const expired = await expectProblem(await call(secret, 'GET', '/v1/jobs'), 401, 'unauthenticated');
    expect(expired.detail).toMatch(/^The token expired at 2\d{3}-/);
    await expectProblem(await call('snaprun_none', 'GET', '/v1/jobs'), 401, 'unauthenticated');
  });

  test('that is ended ends the stream that it opened', async () => {
    const { id, secret } = await make();
    const stream = readEvents(await call(secret, 'GET', '/v1/events'));
    await stream.hello();
    expect((await ann.delete(`/v1/tokens/${id}`)).status).toBe(200);
    // It would go on for ever otherwise, and the test would end without it.
    expect(await stream.rest()).toEqual([]);
  });

  test('of somebody else cannot be seen or ended', async () => {
    const { id } = await make();
    const eve = await api.person('eve');
    expect(await list(eve)).toEqual([]);
    await expectProblem(await eve.delete(`/v1/tokens/${id}`), 404, 'not_found');
    expect((await list()).map((token) => token.id)).toContain(id);
  });
});

describe('making tokens', () => {
  test('again with the same key makes no second one and does not show the secret again', async () => {
    const wanted = { name: 'once', scopes: ['read'] };
    const headers = { 'idempotency-key': 'make-once' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => ann.post('/v1/tokens', wanted, headers)),
    );
    const made = await Promise.all(answers.map(async (answer) => MadeToken.parse(await answer.json())));
    expect(new Set(made.map(({ token }) => token.id)).size).toBe(1);
    expect(made.filter(({ secret }) => secret !== null)).toHaveLength(1);
    expect((await list()).filter(({ name }) => name === 'once')).toHaveLength(1);
  });

  test.each([
    [{ scopes: [] }, '/scopes'],
    [{ scopes: ['admin'] }, '/scopes/0'],
    [{ name: ' ' }, '/name'],
    [{ expiresAt: '2020-01-01T00:00:00.000Z' }, '/expiresAt'],
  ])('refuses %j', async (wrong, pointer) => {
    const answer = await ann.post('/v1/tokens', { name: 'a', scopes: ['read'], ...wrong });
    const problem = await expectProblem(answer, 422, 'unprocessable');
    expect(problem.errors?.[0]?.pointer).toBe(pointer);
  });

  test('ends at fifty', async () => {
    const many = await api.person('many');
    const answers = await Promise.all(
      Array.from({ length: 55 }, (_, n) => many.post('/v1/tokens', { name: `t${n}`, scopes: ['read'] })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(50);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
  });
});
