import { addNotification } from '@snaprun/core/notifications';
import { insertQueuedJob, insertReadyFile, insertUser } from '@snaprun/core/testing/factories';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claim, finish } from '../testing/job-life.ts';
import { openTestApi, type TestApi } from '../testing/test-api.ts';
import type { EventHub } from './event-hub.ts';
import { createPollingHub } from './polling-hub.ts';

let api: TestApi;
let hub: EventHub;
beforeAll(async () => {
  api = await openTestApi();
  hub = createPollingHub(api.db, 5, api.deps.log);
});
afterAll(async () => {
  await hub.close();
  await api.close();
});

async function queued() {
  const { id: userId } = await insertUser(api.db);
  const { id: fileId } = await insertReadyFile(api.db, { userId });
  const job = () => insertQueuedJob(api.db, { userId, fileId });
  return { userId, job, id: (await job()).id };
}

/** A listener and the promise of what it is told next. */
function listener() {
  const told: string[] = [];
  let wake: () => void = () => undefined;
  return {
    notice(id: string, seq: number) {
      told.push(`${id} ${seq}`);
      wake();
    },
    lost() {},
    async next(count: number) {
      while (told.length < count) await new Promise<void>((resolve) => (wake = resolve));
      return told.splice(0, count);
    },
  };
}

describe('an event hub that polls', () => {
  test('wakes who waits for a job when it has a new event, and when it is gone', async () => {
    const { userId, id } = await queued();
    let woken = Promise.withResolvers<void>();
    const unsubscribe = await hub.subscribe(id, () => woken.resolve());
    await claim(api.db, id);
    await woken.promise;
    woken = Promise.withResolvers();
    await api.sql`delete from jobs where user_id = ${userId}`;
    await woken.promise;
    unsubscribe();
  });

  test('tells a person of each event of each job and of notifications, from now on and once', async () => {
    const { userId, job, id } = await queued();
    const { userId: other, id: theirs } = await queued();
    const mine = listener();
    const unsubscribe = await hub.subscribeUser(userId, mine);
    await claim(api.db, theirs);
    await claim(api.db, id);
    expect(await mine.next(1)).toEqual([`${id} 2`]);
    await finish(api.db, id);
    expect(await mine.next(1)).toEqual([`${id} 3`]);
    const second = await job();
    expect(await mine.next(1)).toEqual([`${second.id} 1`]);
    const note = await addNotification(api.db, { userId, jobId: null, kind: 'test', message: 'Look.' });
    await addNotification(api.db, { userId: other, jobId: null, kind: 'test', message: 'Not yours.' });
    expect(await mine.next(1)).toEqual([`${note} 0`]);
    unsubscribe();
  });

  test('goes on after a look that failed', async () => {
    const { id } = await queued();
    const woken = Promise.withResolvers<void>();
    const unsubscribe = await hub.subscribe(id, () => woken.resolve());
    await api.sql`alter table jobs rename to jobs_away`;
    while (!api.log.some((line) => line.includes('could not be looked at'))) await api.sql`select 1`;
    await api.sql`alter table jobs_away rename to jobs`;
    await claim(api.db, id);
    await woken.promise;
    unsubscribe();
  });
});
