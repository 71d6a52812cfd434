import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectProblem } from '../../testing/problem.ts';
import { clerkWebhookSecret, openTestApi, type TestApi } from '../../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

interface Forgery {
  secret?: string;
  sentAt?: number;
  body?: string;
  leaveOut?: string;
}

/** An event as Clerk sends it, signed by the published scheme and no library. */
function send(
  event: object,
  { secret = clerkWebhookSecret, sentAt = Date.now(), body, leaveOut }: Forgery = {},
) {
  const text = JSON.stringify(event);
  const id = 'msg_1';
  const timestamp = String(Math.floor(sentAt / 1000));
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${text}`).digest('base64');
  const headers = new Headers({
    'content-type': 'application/json',
    'svix-id': id,
    'svix-timestamp': timestamp,
    'svix-signature': `v1,${signature}`,
  });
  if (leaveOut !== undefined) headers.delete(leaveOut);
  return api.app.request('/hooks/clerk', { method: 'POST', headers, body: body ?? text });
}

const deleted = (id: string) => ({ type: 'user.deleted', object: 'event', data: { id, deleted: true } });

describe('an event of Clerk', () => {
  test('that a user was deleted takes their whole account, once and again', async () => {
    const ann = await api.person('ann');
    const job = await ann.startJob();
    for (let n = 0; n < 2; n += 1) expect((await send(deleted(ann.id))).status).toBe(200);
    expect(await api.sql`select id from users where id = ${ann.id}`).toEqual([]);
    expect([...api.storage.objects.keys()].filter((key) => key.includes(job.fileId))).toEqual([]);
    await expectProblem(await ann.get('/v1/me'), 401, 'unauthenticated');
    expect(api.log.join('')).toContain('an account was deleted at Clerk');
  });

  test('brings name and address of who is known, and makes nobody', async () => {
    const ben = await api.person('ben');
    await ben.get('/v1/me');
    const data = {
      updated_at: 1_000,
      first_name: 'Ben',
      last_name: 'Orr',
      primary_email_address_id: 'e2',
      email_addresses: [
        { id: 'e1', email_address: 'old@example.test' },
        { id: 'e2', email_address: 'new@example.test' },
      ],
    };
    for (const id of [ben.id, 'user_unknown'])
      expect((await send({ type: 'user.updated', data: { id, ...data } })).status).toBe(200);
    expect(await (await ben.get('/v1/me')).json()).toMatchObject({
      name: 'Ben Orr',
      email: 'new@example.test',
    });
    expect(await api.sql`select id from users where id = 'user_unknown'`).toEqual([]);
  });

  test('leaves a name that was chosen here, what is newer, and what it cannot tell', async () => {
    const kim = await api.person('kim');
    await kim.get('/v1/me');
    const tell = async (updatedAt: number, changes: object) => {
      const data = { id: kim.id, updated_at: updatedAt, last_name: null, ...changes };
      expect((await send({ type: 'user.updated', data })).status).toBe(200);
      return (await kim.get('/v1/me')).json();
    };
    const at = (address: string) => ({
      primary_email_address_id: 'e',
      email_addresses: [{ id: 'e', email_address: address }],
    });
    expect(await tell(20, { first_name: 'Kim', ...at('a@b.test') })).toMatchObject({
      name: 'Kim',
      email: 'a@b.test',
    });
    expect(await tell(10, { first_name: 'Old', ...at('old@b.test') })).toMatchObject({
      name: 'Kim',
      email: 'a@b.test',
    });
    expect(await tell(30, { first_name: 'Kimberly' })).toMatchObject({ name: 'Kimberly', email: 'a@b.test' });
    expect(await tell(40, { first_name: 'K\0', ...at('b\0@b.test') })).toMatchObject({
      name: 'Kimberly',
      email: 'a@b.test',
    });
    await kim.patch('/v1/me', { name: 'Kim O.' });
    expect(await tell(50, { first_name: 'Kimmy' })).toMatchObject({ name: 'Kim O.' });
  });

  test('that somebody was deleted who never came ends their session, too', async () => {
    const gone = await api.person('never-came');
    expect((await send(deleted(gone.id))).status).toBe(200);
    await expectProblem(await gone.get('/v1/me'), 401, 'unauthenticated');
    expect(await api.sql`select id from users where id = ${gone.id}`).toEqual([]);
  });

  test('of another kind is taken and does nothing', async () => {
    expect((await send({ type: 'session.ended', data: { id: 'sess_1' } })).status).toBe(200);
  });

  test.each<[string, Forgery]>([
    ['signed with another secret', { secret: `whsec_${Buffer.from('another').toString('base64')}` }],
    ['changed on the way', { body: JSON.stringify(deleted('somebody_else')) }],
    ['six minutes old', { sentAt: Date.now() - 6 * 60_000 }],
    ['from the future', { sentAt: Date.now() + 6 * 60_000 }],
    ['without a signature', { leaveOut: 'svix-signature' }],
    ['without a time', { leaveOut: 'svix-timestamp' }],
    ['without an id', { leaveOut: 'svix-id' }],
  ])('%s is refused and deletes nobody', async (_what, forgery) => {
    const cleo = await api.person('cleo');
    await cleo.get('/v1/me');
    await expectProblem(await send(deleted(cleo.id), forgery), 400, 'invalid_request');
    expect((await cleo.get('/v1/me')).status).toBe(200);
  });

  test('finds no address where no secret is set', async () => {
    const other = await openTestApi({ clerkWebhookSecret: null });
    const response = await other.app.request('/hooks/clerk', { method: 'POST' });
    await expectProblem(response, 404, 'not_found');
    await other.close();
  });
});
