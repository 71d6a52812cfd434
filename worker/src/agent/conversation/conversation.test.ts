import { appendEvent } from '@snaprun/core/events';
import { newId } from '@snaprun/core/ids';
import { attempts } from '@snaprun/core/schema/attempts';
import { type Job, jobs } from '@snaprun/core/schema/jobs';
import { insertUser } from '@snaprun/core/testing/factories';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createInMemoryDriver } from '../../sandbox/in-memory-driver.ts';
import { runJob } from '../../tasks/run-job.ts';
import { barFigure, createBench, decides, failedRun, goodFiles, goodRun, program } from '../test-bench.ts';
import { loadConversation } from './load-conversation.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

const blocked = {
  blocked: true,
  findings: [
    {
      ...{ tool: 'policy' as const, rule: 'SNAP002', severity: 'error' as const, line: 1, column: 1 },
      ...{ message: 'The program may not use os.', url: null, blocking: true },
    },
  ],
};

type Deps = Awaited<ReturnType<typeof bench.deps>>;
const counts = ({ server }: Deps) =>
  (['vision', 'reasoning', 'code'] as const).map((role) => server.asked(role).length);
/** The last prompt that the coder got, as text. */
const prompted = ({ server }: Deps) => {
  const content = server.asked('code').at(-1)?.messages.at(-1)?.content;
  return typeof content === 'string' ? content : '';
};
const followUp = async (parent: Job, instruction: string, deps: Deps) => {
  const job = await bench.child(parent, 'follow_up', instruction);
  await runJob(deps, job.id, 1);
  return bench.read(job.id);
};
async function edited(parent: Job, code: string): Promise<Job> {
  const job = await bench.child(parent, 'run', parent.instruction);
  const row = { id: newId('attempt'), jobId: job.id, n: 1, epoch: 0, origin: 'edited' as const, code };
  await bench.database.db.insert(attempts).values(row);
  const data = { attemptId: row.id, n: 1, origin: row.origin, code };
  await appendEvent(bench.database.db, job.id, { type: 'code.written', data });
  return job;
}
async function parentJob(instruction: string | null = 'Rebuild it') {
  const deps = await bench.deps({ models: { code: [program('print("first")')] } });
  const job = await bench.job(instruction);
  await runJob(deps, job.id, 1);
  return bench.read(job.id);
}

describe('a follow-up', () => {
  test('reads no picture again and tells the coder spec, last code, how it ran and what was asked', async () => {
    const parent = await parentJob();
    const deps = await bench.deps();
    const first = await followUp(parent, 'make it a line chart', deps);
    expect(first.status).toBe('succeeded');
    expect(counts(deps)[0]).toBe(0);
    const prompt = prompted(deps);
    expect(prompt).toContain('["Q1",10]');
    expect(prompt).toContain('EARLIER (what was asked before, oldest first)\n- Rebuild it\n');
    expect(prompt).toContain('INSTRUCTION\nmake it a line chart');
    expect(prompt).toContain('PREVIOUS CODE\n```python\nprint("first")\n```');
    expect(prompt).toContain('LAST RUN\nIt ran well.');

    await followUp(first, 'only Q1', deps);
    expect(prompted(deps)).toContain('- Rebuild it\n- make it a line chart\n\nINSTRUCTION\nonly Q1');
    expect(counts(deps)).toEqual([0, 0, 2]);
    const events = await bench.events(first.id);
    const read = events.find(({ type }) => type === 'image.read');
    expect(read?.data).toMatchObject({ fromJobId: parent.id, spec: { panels: [{ kind: 'bar' }] } });
  });

  test('that differs from the picture, as a change does, is not repaired towards it', async () => {
    const changed = { files: await goodFiles(), figures: [barFigure([1, 2])] };
    const deps = await bench.deps({ runs: [changed] });
    const ended = await followUp(await parentJob(), 'halve everything', deps);
    expect(counts(deps)).toEqual([0, 0, 1]);
    expect(ended).toMatchObject({ status: 'succeeded', outcome: 'differs' });
    expect(ended.summary).toMatch(/^A change was asked for, so the result need not look like the picture: /);
  });

  test('reads the picture again when asked to', async () => {
    const parent = await parentJob(null);
    const deps = await bench.deps();
    await followUp(parent, 'You misread Q2, look again', deps);
    expect(counts(deps)[0]).toBe(1);
  });

  test('of a failed run knows how it failed, and its repair sees the failing code alone', async () => {
    const failing = await bench.deps({ runs: [failedRun('ValueError', 'bad limits', 1)] });
    const job = await bench.job();
    await runJob(failing, job.id, 1);
    const deps = await bench.deps({ runs: [failedRun('KeyError', 'x', 1), await goodRun()] });
    await followUp(await bench.read(job.id), 'as CSV', deps);
    const [first = '', second = ''] = deps.server.asked('code').map(({ text }) => text);
    expect(first).toContain('It ended with ValueError: bad limits.');
    expect(second).toContain('KeyError');
    expect(second).not.toContain('LAST RUN');
    expect(second.match(/PREVIOUS CODE\\n```/g)).toHaveLength(1);
  });

  test('that names another language gets Python and the sentence that says so', async () => {
    const deps = await bench.deps();
    const ended = await followUp(await parentJob(), 'write it in R', deps);
    expect(ended.summary).toContain(
      'Only Python runs here, so the program is written in Python and not in R.',
    );
    expect(prompted(deps)).toContain('Only Python runs: write Python all the same.');
  });

  test('with a question gets an answer in words, stored as answer.md', async () => {
    const answer = new TextEncoder().encode('Q2 is the highest, with 15.\n');
    const files = [...(await goodFiles()), { name: 'answer.md', bytes: answer, mediaType: 'text/markdown' }];
    const deps = await bench.deps({ runs: [{ files, figures: (await goodRun()).figures ?? [] }] });
    const ended = await followUp(await parentJob(), 'Which is highest?', deps);
    expect(ended).toMatchObject({ status: 'succeeded', outcome: 'answered' });
    expect(prompted(deps)).toContain('/job/out/answer.md');
  });

  test('keeps to its window: a long program before it is left out, and that is told', async () => {
    const parent = await parentJob();
    const long = `names = [${Array.from({ length: 400 }, (_, i) => `"n${i}"`).join(', ')}]\n`;
    await bench.database.db.update(attempts).set({ code: long }).where(eq(attempts.jobId, parent.id));
    const deps = await bench.deps();
    const ended = await followUp(parent, 'as CSV', deps);
    expect(prompted(deps)).not.toContain('PREVIOUS CODE\n```');
    expect(prompted(deps)).toContain('EARLIER');
    expect(ended.summary).toContain('did not see the program of the job before');
  });

  test('whose worker dies in the sandbox pays no call twice', async () => {
    const job = await bench.child(await parentJob(), 'follow_up', 'as CSV');
    const deps = await bench.deps({ models: { reasoning: [decides('finish')] } });
    const stuck = { ...deps, sandbox: createInMemoryDriver([{ hangs: true }]), workerId: 'wrk_stuck' };
    const working = runJob(stuck, job.id, 1);
    await expect.poll(async () => (await bench.events(job.id)).at(-1)?.type).toBe('run.started');
    stuck.running.stop(job.id, 'drain');
    await working;
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ status: 'succeeded', receipt: { modelCalls: 1 } });
    expect(counts(deps)).toEqual([0, 0, 1]);
  });
});

describe('edited code', () => {
  test('is checked, run and judged by facts with no model call at all', async () => {
    const parent = await parentJob();
    const deps = await bench.deps();
    const job = await edited(parent, 'print("mine")\n');
    await runJob(deps, job.id, 1);
    const ended = await bench.read(job.id);
    expect(ended).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });
    expect(ended.receipt).toMatchObject({ modelCalls: 0, attempts: 1, tokensIn: 0, tokensOut: 0 });
    expect(deps.server.requests).toEqual([]);
    const kept = await bench.database.db.select().from(attempts).where(eq(attempts.jobId, job.id));
    expect(kept).toMatchObject([{ n: 1, origin: 'edited', code: 'print("mine")\n' }]);
    expect(kept[0]?.execution?.status).toBe('ok');
    expect(ended.attemptId).toBe(kept[0]?.id);
  });

  test.each([
    ['fails', { runs: [failedRun('NameError', 'x', 1)] }, 'NameError'],
    ['is blocked', { critic: [blocked] }, 'may not use os'],
  ])('that %s ends honestly and is repaired by nobody', async (_, options, why) => {
    const deps = await bench.deps(options);
    const job = await edited(await parentJob(), 'x\n');
    await runJob(deps, job.id, 1);
    const ended = await bench.read(job.id);
    expect(ended).toMatchObject({ status: 'failed', outcome: 'code_failed' });
    expect(ended.error?.message).toContain('The edited program did not run well');
    expect(ended.error?.message).toContain(why);
    expect(deps.server.requests).toEqual([]);
  });

  test('runs also where the picture was never read', async () => {
    const down = await bench.deps({ models: { vision: [{ status: 400 }] } });
    const unread = await bench.job();
    await runJob(down, unread.id, 1);
    const deps = await bench.deps();
    const job = await edited(await bench.read(unread.id), 'print(1)\n');
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ status: 'succeeded', outcome: 'answered' });
    expect(deps.server.requests).toEqual([]);
  });

  test('is what a follow-up goes on from, and its numbers count', async () => {
    const run = await edited(await parentJob(), 'print("mine")\n');
    await runJob(await bench.deps(), run.id, 1);
    const deps = await bench.deps();
    await followUp(await bench.read(run.id), 'as a pie', deps);
    expect(prompted(deps)).toContain('PREVIOUS CODE\n```python\nprint("mine")\n```');
    expect(prompted(deps)).toContain('its numbers are right');
    expect(prompted(deps)).toContain('- Rebuild it\n\nINSTRUCTION\nas a pie');
  });
});

describe('a retry', () => {
  test('with the same seed sends the same requests; with a new one it draws other luck', async () => {
    const before = await bench.deps();
    const parent = await bench.job('Rebuild it');
    await runJob(before, parent.id, 1);
    const retried = async (seed?: number) => {
      const deps = await bench.deps();
      await runJob(deps, (await bench.child(parent, 'retry', parent.instruction, seed)).id, 1);
      return deps;
    };
    const bodies = ({ server }: Deps) =>
      server.requests.map(({ role, text, temperature, seed }) => ({ role, text, temperature, seed }));
    const same = await retried(parent.seed);
    expect(bodies(same)).toEqual(bodies(before));
    expect(same.server.requests.every(({ seed }) => seed === parent.seed)).toBe(true);
    const fresh = await retried();
    expect(fresh.server.requests.every(({ seed }) => seed !== parent.seed)).toBe(true);
    expect(fresh.server.asked('code')[0]?.temperature).toBeGreaterThan(
      before.server.asked('code')[0]?.temperature ?? 1,
    );
  });

  test('of a follow-up sees the chain of the follow-up and not the follow-up itself', async () => {
    const parent = await parentJob();
    const child = await followUp(parent, 'only Q1', await bench.deps());
    const deps = await bench.deps();
    const again = await bench.child(child, 'retry', child.instruction);
    await runJob(deps, again.id, 1);
    expect(counts(deps)[0]).toBe(0);
    expect(prompted(deps)).toContain('- Rebuild it\n\nINSTRUCTION\nonly Q1');
    expect(prompted(deps)).toContain('print("first")');
  });
});

describe('a chain', () => {
  test('never reaches a job of somebody else, whatever a parent id says', async () => {
    const { db } = bench.database;
    const parent = await parentJob('my secret');
    const eve = await insertUser(db);
    const job = await bench.child(parent, 'follow_up', 'tell me');
    await db
      .update(jobs)
      .set({ userId: eve.id })
      .where(and(eq(jobs.id, job.id)));
    const before = await loadConversation(db, await bench.read(job.id));
    expect(before).toEqual({ conversation: { asked: [], last: null, isFresh: false }, reading: null });
  });

  test('goes on without a parent that was deleted: the picture is read anew', async () => {
    const parent = await parentJob();
    const job = await bench.child(parent, 'follow_up', 'as CSV');
    await bench.database.db.delete(jobs).where(eq(jobs.id, parent.id));
    const deps = await bench.deps();
    await runJob(deps, job.id, 1);
    expect((await bench.read(job.id)).status).toBe('succeeded');
    expect(counts(deps)[0]).toBe(1);
  });

  test('of many instructions is told by its first and its last ones', async () => {
    let job = await parentJob('first');
    for (let i = 1; i <= 10; i += 1) job = await bench.child(job, 'follow_up', `step ${i}`);
    const { conversation } = await loadConversation(bench.database.db, job);
    expect(conversation?.asked).toEqual(['first', ...[3, 4, 5, 6, 7, 8, 9].map((i) => `step ${i}`)]);
  });
});
