import { addNotification } from '@snaprun/core/notifications';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEvents } from '../../testing/event-stream.ts';
import { claim, finish } from '../../testing/job-life.ts';
import { expectProblem } from '../../testing/problem.ts';
import { openTestApi, type Person, type TestApi } from '../../testing/test-api.ts';
import { NotificationList, NotificationsRead } from '../shapes/notification.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const newcomer = async (name: string) => {
  const person = await api.person(name);
  await person.get('/v1/me');
  return person;
};
const tell = (person: Person, message = 'Done.') =>
  addNotification(api.db, { userId: person.id, jobId: null, kind: 'job.succeeded', message });
const list = async (person: Person, query = '') =>
  NotificationList.parse(await (await person.get(`/v1/notifications${query}`)).json());

describe('notifications', () => {
  test('come newest first, page by page, each once', async () => {
    const ann = await newcomer('ann');
    const ids = [];
    for (let n = 0; n < 7; n += 1) ids.unshift(await tell(ann));
    const seen = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: NotificationList = await list(ann, `?limit=3${cursor && `&cursor=${cursor}`}`);
      expect(page.unread).toBe(7);
      seen.push(...page.notifications.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(ids);
    await expectProblem(await ann.get('/v1/notifications?cursor=abc'), 422, 'unprocessable');
  });

  test('are read one by one or all at once; reading again changes nothing', async () => {
    const ben = await newcomer('ben');
    const [first = ''] = [await tell(ben), await tell(ben), await tell(ben)];
    const read = async (body: unknown) =>
      NotificationsRead.parse(await (await ben.post('/v1/notifications/read', body)).json());
    expect(await read({ ids: [first] })).toEqual({ read: 1, unread: 2 });
    const { readAt } = (await list(ben)).notifications[2] ?? {};
    expect(readAt).toEqual(expect.any(String));
    expect((await list(ben, '?unread=true')).notifications).toHaveLength(2);
    expect((await list(ben, '?unread=false')).notifications).toHaveLength(3);
    expect(await read({})).toEqual({ read: 2, unread: 0 });
    expect(await read({ ids: [first] })).toEqual({ read: 0, unread: 0 });
    expect((await list(ben)).notifications[2]?.readAt).toBe(readAt);
  });

  test('of somebody else are neither shown nor marked', async () => {
    const [cleo, eve] = [await newcomer('cleo'), await newcomer('eve')];
    const id = await tell(cleo);
    expect((await list(eve)).notifications).toEqual([]);
    const answer = await eve.post('/v1/notifications/read', { ids: [id] });
    expect(await answer.json()).toEqual({ read: 0, unread: 0 });
    expect((await list(cleo)).unread).toBe(1);
  });
});

describe('the stream of all events', () => {
  const open = async (person: Person) => {
    const stream = readEvents(await person.get('/v1/events'));
    await stream.hello();
    return stream;
  };

  test('tells of all jobs and notifications of the person, each once and in order, and of nobody else', async () => {
    const [ann, eve] = [await newcomer('streamer'), await newcomer('neighbour')];
    const before = await ann.startJob();
    const stream = await open(ann);
    await eve.startJob();
    const after = await ann.startJob();
    await tell(eve, 'not for Ann');
    for (const { id } of [before, after]) {
      await claim(api.db, id);
      await finish(api.db, id);
    }
    const told = await tell(ann, 'It is done.');
    const seen = [];
    for (let next = await stream.next(); next !== null; next = await stream.next()) {
      // What was committed just before may be told just after.
      if (next.data.jobId !== before.id || next.data.seq !== 1) seen.push(next);
      if (next.event === 'notification') break;
    }
    await stream.cancel();
    expect(seen.map(({ event, data }) => [event, data.jobId, data.seq])).toEqual([
      ['job.queued', after.id, 1],
      ['job.started', before.id, 2],
      ['job.succeeded', before.id, 3],
      ['job.started', after.id, 2],
      ['job.succeeded', after.id, 3],
      ['notification', null, undefined],
    ]);
    expect(seen[5]?.data).toMatchObject({ id: told, message: 'It is done.', readAt: null });
  });

  test('beats while nothing happens, and ends when the process goes down', async () => {
    const other = await openTestApi();
    const dora = await other.person('dora');
    const stream = readEvents(await dora.get('/v1/events'));
    await stream.hello();
    await stream.hello();
    await other.close();
    expect(await stream.next()).toBeNull();
  });
});
