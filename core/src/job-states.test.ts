import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { insertQueuedJob, insertReadyFile, insertUser } from '../testing/factories.ts';
import { AppError } from './errors.ts';
import { eventsAfter, finalEvents } from './events.ts';
import { newId } from './ids.ts';
import { allowedMoves, isFinal, type JobStatus, jobStatuses, outcomesOf } from './job-states.ts';
import { getJob, type Move, transitionJob } from './jobs.ts';
import { emptyReceipt as receipt } from './receipt.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const moves: Record<JobStatus, () => Move> = {
  queued: () => ({ to: 'queued', reason: 'the test', crashed: false }),
  running: () => ({ to: 'running', workerId: newId('worker') }),
  succeeded: () => ({
    ...{ to: 'succeeded', outcome: 'answered', attemptId: newId('attempt'), summary: 'Done.', receipt },
    fidelity: null,
  }),
  failed: () => ({ to: 'failed', outcome: 'code_failed', message: 'It failed.', receipt }),
  cancelled: () => ({ to: 'cancelled' }),
};

describe('the life of a job', () => {
  test('ends from every status that is no end, and outcomes belong to ends alone', () => {
    for (const status of jobStatuses) {
      expect(outcomesOf[status].length > 0).toBe(isFinal(status));
      if (!isFinal(status)) expect(allowedMoves[status].some((next) => isFinal(next))).toBe(true);
    }
    const outcomes = Object.values(outcomesOf).flat();
    expect(new Set(outcomes).size).toBe(outcomes.length);
  });

  test('follows the table whatever is asked, with an event for each move and none for a refused one', async () => {
    const { db } = database;
    const { id: userId } = await insertUser(db);
    const { id: fileId } = await insertReadyFile(db, { userId });
    const walks = fc.array(fc.constantFrom(...jobStatuses), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(walks, async (walk) => {
        const { id } = await insertQueuedJob(db, { userId, fileId });
        let status: JobStatus = 'queued';
        let made = 1;
        let epoch = 0;
        for (const to of walk) {
          const allowed: readonly JobStatus[] = allowedMoves[status];
          const outcome = await transitionJob(db, id, {}, moves[to]()).then(
            () => 'moved',
            (error: unknown) => (error instanceof AppError ? error.code : Promise.reject(error)),
          );
          expect(outcome).toBe(allowed.includes(to) ? 'moved' : 'conflict');
          if (outcome === 'moved') {
            if (to === 'running' || to === 'queued') epoch += 1;
            status = to;
            made += 1;
          }
          const job = await getJob(db, userId, id);
          expect([job.status, job.epoch, job.outcome === null]).toEqual([status, epoch, !isFinal(status)]);
        }
        const events = await eventsAfter(db, id, 0);
        expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: made }, (_, i) => i + 1));
        expect(events.some(({ type }) => finalEvents.includes(type))).toBe(isFinal(status));
      }),
      { numRuns: 25 },
    );
  });
});
