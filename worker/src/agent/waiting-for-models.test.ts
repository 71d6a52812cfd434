import { jobs } from '@snaprun/core/schema/jobs';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runJob } from '../tasks/run-job.ts';
import { lastWordsMs } from './budgets.ts';
import type { ScriptedReply } from './models/scripted-model-server.ts';
import { createBench, hasty, program, seen } from './test-bench.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

/** As patient as production, where a job outlives every outage but its own end. */
const patience = { ...hasty, outageMs: 60_000 };
const starting: ScriptedReply = { status: 503 };

async function untilItWaits(jobId: string) {
  await vi.waitFor(
    async () => expect((await bench.events(jobId)).map(({ type }) => type)).toContain('model.waiting'),
    { timeout: 10_000 },
  );
}

describe('a job that waits for a model', () => {
  test('goes on when it has started, however long that took', async () => {
    let isUp = false;
    const deps = await bench.deps({ patience, models: { vision: () => (isUp ? seen : starting) } });
    const job = await bench.job();
    const running = runJob(deps, job.id, 1);
    await untilItWaits(job.id);
    isUp = true;
    await running;
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced', receipt: { modelCalls: 4 } });
    expect(deps.server.asked('vision').length).toBeGreaterThan(1);
  });

  test('is cancelled at once', async () => {
    const deps = await bench.deps({ patience, models: { vision: [starting] } });
    const job = await bench.job();
    const running = runJob(deps, job.id, 1);
    await untilItWaits(job.id);
    deps.running.stop(job.id, 'cancelled');
    await running;
    expect(await bench.read(job.id)).toMatchObject({ status: 'cancelled', outcome: 'cancelled' });
  });

  test('is handed over when its worker stops, and asks nothing twice that was answered', async () => {
    let isUp = false;
    const models = { code: () => (isUp ? program('print(1)') : starting) };
    const deps = await bench.deps({ patience, models });
    const job = await bench.job();
    const running = runJob(deps, job.id, 1);
    await untilItWaits(job.id);
    deps.running.stopAll('drain');
    await running;
    expect(await bench.read(job.id)).toMatchObject({ status: 'queued', outcome: null });
    isUp = true;
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced' });
    // The picture once, and the figure in the end.
    expect(deps.server.asked('vision')).toHaveLength(2);
    expect(deps.server.asked('reasoning')).toHaveLength(1);
  });

  test('ends with the true reason shortly before its own end', async () => {
    const deps = await bench.deps({ patience, models: { vision: [starting] } });
    const job = await bench.job();
    const deadlineAt = new Date(Date.now() + lastWordsMs + 500);
    await bench.database.db.update(jobs).set({ deadlineAt }).where(eq(jobs.id, job.id));
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({
      ...{ status: 'failed', outcome: 'model_unavailable' },
      error: { message: 'The vision model is not ready yet; it may be starting. Try again later.' },
    });
  });
});
