import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { insertQueuedJob, insertReadyFile, insertUser } from '../testing/factories.ts';
import { requestCancel } from './cancel.ts';
import { newId } from './ids.ts';
import { type Move, transitionJob } from './jobs.ts';
import { emptyReceipt } from './receipt.ts';
import { webhookDeliveries, webhooks } from './schema/account.ts';
import { jobs } from './schema/jobs.ts';
import { webhookEvents } from './webhooks.ts';

let database: TestDatabase;
let userId: string;
let fileId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  userId = (await insertUser(database.db)).id;
  fileId = (await insertReadyFile(database.db, { userId })).id;
});
afterAll(() => database.drop());

async function webhook(more: Partial<typeof webhooks.$inferInsert> = {}) {
  const id = newId('webhook');
  const url = 'https://hooks.example.com/';
  await database.db
    .insert(webhooks)
    .values({ id, userId, url, secret: 'whsec_AAAA', events: [...webhookEvents], ...more });
  return id;
}
async function runningJob() {
  const job = await insertQueuedJob(database.db, { userId, fileId, name: 'chart.png', instruction: 'Draw.' });
  return transitionJob(database.db, job.id, {}, { to: 'running', workerId: 'wrk_1' });
}
const deliveriesOf = (webhookId: string) =>
  database.db.select().from(webhookDeliveries).where(eq(webhookDeliveries.webhookId, webhookId));
const tasksOf = (deliveryId: string) =>
  database.sql<{ payload: object; queue: string }[]>`
    select payload, q.queue_name as queue from graphile_worker._private_jobs j
    left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    where key = ${`deliver-webhook:${deliveryId}`}`;

const succeeded: Move = {
  ...{ to: 'succeeded', outcome: 'reproduced', attemptId: 'att_1', summary: 'Done.', fidelity: null },
  receipt: emptyReceipt,
};
const failed: Move = { to: 'failed', outcome: 'code_failed', message: 'No program ran.' };

describe('the end of a job', () => {
  test.each([
    [succeeded, { type: 'job.succeeded', job: { outcome: 'reproduced', summary: 'Done.', error: null } }],
    [failed, { type: 'job.failed', job: { error: { code: 'code_failed', message: 'No program ran.' } } }],
    [{ to: 'cancelled' } as const, { type: 'job.cancelled', job: { outcome: 'cancelled' } }],
  ])('is written down for a webhook with its task', async (move, told) => {
    const id = await webhook();
    const job = await runningJob();
    expect(await deliveriesOf(id)).toEqual([]);
    await transitionJob(database.db, job.id, {}, move);
    const [delivery, ...more] = await deliveriesOf(id);
    expect(more).toEqual([]);
    expect(delivery).toMatchObject({ jobId: job.id, type: told.type, state: 'pending', tries: 0 });
    const { type, timestamp, data } = JSON.parse(delivery?.body ?? '');
    expect(type).toBe(told.type);
    expect(Date.parse(timestamp)).toBeGreaterThan(Date.now() - 60_000);
    expect(data.job).toMatchObject({ id: job.id, name: 'chart.png', status: move.to, ...told.job });
    expect(data.job.finishedAt).toMatch(/Z$/);
    const [task] = await tasksOf(delivery?.id ?? '');
    expect(task).toEqual({
      payload: { deliveryId: delivery?.id },
      queue: expect.stringMatching(/^webhooks-[0-9a-f]{3}$/),
    });
  });

  test('by a cancel before anybody took it is told, too', async () => {
    const id = await webhook();
    const job = await insertQueuedJob(database.db, { userId, fileId });
    await requestCancel(database.db, userId, job.id);
    expect(await deliveriesOf(id)).toMatchObject([{ type: 'job.cancelled', jobId: job.id }]);
  });

  test('that is taken back takes its deliveries and their tasks back', async () => {
    const id = await webhook();
    const job = await runningJob();
    let written = '';
    await expect(
      database.db.transaction(async (tx) => {
        await transitionJob(tx, job.id, {}, succeeded);
        const [delivery] = await tx
          .select()
          .from(webhookDeliveries)
          .where(and(eq(webhookDeliveries.webhookId, id), eq(webhookDeliveries.jobId, job.id)));
        written = delivery?.id ?? '';
        throw new Error('on purpose');
      }),
    ).rejects.toThrow('on purpose');
    expect(written).toMatch(/^dlv_/);
    expect(await deliveriesOf(id)).toEqual([]);
    expect(await tasksOf(written)).toEqual([]);
  });

  test('is not told to webhooks that are off, want other events or are somebody else’s', async () => {
    const stranger = (await insertUser(database.db)).id;
    const others = [
      await webhook({ enabled: false }),
      await webhook({ events: ['job.failed'] }),
      await webhook({ userId: stranger }),
    ];
    const job = await runningJob();
    await transitionJob(database.db, job.id, {}, succeeded);
    for (const id of others) expect(await deliveriesOf(id)).toEqual([]);
  });

  test('goes through while a webhook is being deleted', async () => {
    const id = await webhook();
    const job = await runningJob();
    const deleted = Promise.withResolvers<void>();
    const deleting = database.db.transaction(async (tx) => {
      await tx.delete(webhooks).where(eq(webhooks.id, id));
      deleted.resolve();
      // Until somebody waits for the row.
      for (let waiting = 0; waiting === 0; ) {
        const [row] = await database.sql<{ n: number }[]>`
          select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock'`;
        waiting = row?.n ?? 0;
      }
    });
    await deleted.promise;
    await transitionJob(database.db, job.id, {}, succeeded);
    await deleting;
    const [row] = await database.db.select().from(jobs).where(eq(jobs.id, job.id));
    expect(row?.status).toBe('succeeded');
    expect(await deliveriesOf(id)).toEqual([]);
  });
});
