import { finalEvents, type JobEvent } from '@snaprun/core/events';
import { notifications } from '@snaprun/core/schema/account';
import { attempts } from '@snaprun/core/schema/attempts';
import { files } from '@snaprun/core/schema/files';
import { jobEvents } from '@snaprun/core/schema/job-events';
import { jobs } from '@snaprun/core/schema/jobs';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runJob } from '../tasks/run-job.ts';
import {
  barFigure,
  createBench,
  decides,
  failedRun,
  goodFiles,
  goodRun,
  picture,
  program,
} from './test-bench.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

const types = (events: readonly JobEvent[]) => events.map(({ type }) => type);
const dataOf = <T extends JobEvent['type']>(events: readonly JobEvent[], type: T) =>
  events
    .filter((event) => event.type === type)
    .map(({ data }) => data as Extract<JobEvent, { type: T }>['data']);
const blockedBy = (rule: string, message: string) => ({
  blocked: true,
  findings: [
    {
      tool: 'ruff' as const,
      rule,
      severity: 'error' as const,
      line: 1,
      column: 1,
      message,
      url: null,
      blocking: true,
    },
  ],
});
const clean = { blocked: false, findings: [] };

describe('the agent', () => {
  test('turns a picture into a program that has run, and says every step', async () => {
    const deps = await bench.deps();
    const job = await bench.job('Rebuild it');
    await runJob(deps, job.id, 1);
    const [ended, events] = [await bench.read(job.id), await bench.events(job.id)];
    expect(ended).toMatchObject({ status: 'succeeded', outcome: 'reproduced', stage: null, crashes: 0 });
    expect(ended.receipt).toMatchObject({
      modelCalls: 4,
      tokensIn: 400,
      tokensOut: 200,
      attempts: 1,
      demoModels: false,
    });
    expect(ended.receipt.totalMs).toBeGreaterThan(0);
    expect(ended.fidelity).toMatchObject({ verdict: 'reproduced', score: 1, differences: [] });
    expect(types(events)).toEqual([
      'job.queued',
      'job.started',
      ...['step.started', 'step.finished'],
      ...['step.started', 'image.read', 'step.finished'],
      ...['step.started', 'thought', 'step.finished'],
      ...['step.started', 'code.written', 'step.finished'],
      ...['step.started', 'critic.reported', 'step.finished'],
      ...[
        'step.started',
        'run.started',
        'run.output',
        'artifact.stored',
        'artifact.stored',
        'run.finished',
        'step.finished',
      ],
      ...['step.started', 'artifact.stored', 'job.judged', 'step.finished'],
      ...['step.started', 'step.finished'],
      'job.succeeded',
    ]);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
    const stored = await bench.database.db.select().from(files).where(eq(files.jobId, job.id));
    expect(stored.map(({ name }) => name).sort()).toEqual(['data.csv', 'fidelity.json', 'figure.png']);
    for (const { objectKey, bytes } of stored)
      expect(bench.storage.objects.get(objectKey)?.bytes.length).toBe(bytes);
    const [attempt] = await bench.database.db.select().from(attempts).where(eq(attempts.jobId, job.id));
    expect(attempt).toMatchObject({
      n: 1,
      origin: 'generated',
      code: 'print(1)\n',
      critic: clean,
      execution: { status: 'ok' },
    });
    const told = await bench.database.db.select().from(notifications).where(eq(notifications.jobId, job.id));
    expect(told).toHaveLength(1);
    const [input] = await bench.database.db.select().from(files).where(eq(files.id, job.fileId));
    expect(input).toMatchObject({ width: 80, height: 60 });
    expect(await bench.checkpointer.getTuple({ configurable: { thread_id: job.id } })).toBeUndefined();
  });

  test('has a program that the critic blocks rewritten with the finding', async () => {
    const deps = await bench.deps({ critic: [blockedBy('F821', 'Undefined name `pd`'), clean] });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced', receipt: { attempts: 2 } });
    const events = await bench.events(job.id);
    expect(dataOf(events, 'critic.reported').map(({ n, blocked }) => [n, blocked])).toEqual([
      [1, true],
      [2, false],
    ]);
    expect(dataOf(events, 'code.written').map(({ origin }) => origin)).toEqual(['generated', 'repaired']);
    expect(dataOf(events, 'run.started').map(({ n }) => n)).toEqual([2]);
    const [, repair] = deps.server.asked('code');
    expect(repair?.text).toContain('Undefined name `pd`');
    expect(repair?.text).toContain('print(1)');
  });

  test('has a program that fails rewritten with its traceback, and the events show both runs', async () => {
    const deps = await bench.deps({ runs: [failedRun('KeyError', "'Q3'", 1), await goodRun()] });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    const events = await bench.events(job.id);
    expect(dataOf(events, 'run.finished').map(({ execution }) => execution.status)).toEqual(['error', 'ok']);
    expect(dataOf(events, 'code.written').map(({ n, origin }) => [n, origin])).toEqual([
      [1, 'generated'],
      [2, 'repaired'],
    ]);
    expect(deps.server.asked('code')[1]?.text).toContain("KeyError in line 1: 'Q3'");
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced' });
  });

  test('goes from the same error twice to one fresh sample, and then ends as code_failed with all kept', async () => {
    const deps = await bench.deps({ runs: [failedRun('KeyError', "'Q3'", 1)] });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    const ended = await bench.read(job.id);
    expect(ended).toMatchObject({ status: 'failed', outcome: 'code_failed', receipt: { attempts: 3 } });
    expect(ended.error?.message).toContain("KeyError in line 1: 'Q3'");
    const written = dataOf(await bench.events(job.id), 'code.written');
    expect(written.map(({ origin }) => origin)).toEqual(['generated', 'repaired', 'resampled']);
    const [, , fresh] = deps.server.asked('code');
    expect(fresh).toMatchObject({ temperature: 0.7 });
    expect(fresh?.text).not.toContain('PREVIOUS CODE');
    const kept = await bench.database.db.select().from(attempts).where(eq(attempts.jobId, job.id));
    expect(kept.map(({ execution }) => execution?.status)).toEqual(['error', 'error', 'error']);
  });

  test('repairs different errors twice before it starts afresh', async () => {
    const runs = [1, 2, 3, 4].map((line) => failedRun(`Error${'ABCD'[line - 1]}`, 'x', line));
    const deps = await bench.deps({ runs });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    const written = dataOf(await bench.events(job.id), 'code.written');
    expect(written.map(({ origin }) => origin)).toEqual(['generated', 'repaired', 'repaired', 'resampled']);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'code_failed' });
  });

  test('finishes with the reasoning model down, and says so', async () => {
    const deps = await bench.deps({ models: { reasoning: ['break'] } });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    const ended = await bench.read(job.id);
    expect(ended).toMatchObject({ outcome: 'reproduced' });
    expect(ended.summary).toContain('The reasoning model could not decide');
    expect(types(await bench.events(job.id))).toContain('model.waiting');
  });

  test('asks a second time when the decision is no JSON, and then takes the usual step', async () => {
    const deps = await bench.deps({ models: { reasoning: [{ text: 'I would look.' }] } });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    expect(deps.server.asked('reasoning')).toHaveLength(2);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced' });
  });

  test('ends as model_unavailable when the vision model talks nonsense twice', async () => {
    const deps = await bench.deps({ models: { vision: [{ text: '{"panels": "many"}' }, { text: '!!!!' }] } });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ status: 'failed', outcome: 'model_unavailable' });
    expect(deps.server.asked('vision')).toHaveLength(2);
    expect(deps.server.asked('code')).toHaveLength(0);
  });

  test.each(['vision', 'code'] as const)(
    'ends as model_unavailable when the %s model stays down',
    async (role) => {
      const deps = await bench.deps({ models: { [role]: [{ status: 503 }] } });
      const job = await bench.job();
      await runJob(deps, job.id, 1);
      const ended = await bench.read(job.id);
      expect(ended).toMatchObject({ status: 'failed', outcome: 'model_unavailable' });
      expect(ended.error?.message).toContain(`The ${role} model is not ready yet; it may be starting.`);
      expect(dataOf(await bench.events(job.id), 'model.waiting')).toMatchObject([{ role }]);
    },
  );

  test('never runs a program whose answer was cut off', async () => {
    const cut = { text: '```python\nimport math\nx = [1, 2', finish: 'length' as const };
    const deps = await bench.deps({ models: { code: [cut, program('print(2)')] } });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    const events = await bench.events(job.id);
    expect(dataOf(events, 'critic.reported')[0]).toMatchObject({
      blocked: true,
      findings: [{ rule: 'CUT_OFF' }],
    });
    expect(dataOf(events, 'run.started').map(({ n }) => n)).toEqual([2]);
    expect(deps.critic.reviewed).toEqual(['print(2)\n']);
  });

  test('counts an answer without code as an attempt that may not run', async () => {
    const deps = await bench.deps({ models: { code: [{ text: 'I cannot.' }] } });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'code_failed' });
    expect(dataOf(await bench.events(job.id), 'run.started')).toEqual([]);
  });

  test('has a blank figure repaired and never calls it reproduced', async () => {
    const blank = { files: [{ name: 'figure.png', bytes: await picture('blank'), mediaType: 'image/png' }] };
    const deps = await bench.deps({ runs: [blank] });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'code_failed' });
    expect(deps.server.asked('code')[1]?.text).toContain('The figure is blank');
  });

  test('has values that are off repaired once, says differs, and keeps the better of two results', async () => {
    const off = { files: await goodFiles(), figures: [barFigure([10, 16])] };
    const worse = { files: await goodFiles(), figures: [barFigure([1, 2])] };
    const models = { reasoning: [decides('write_code'), decides('finish')] };
    const deps = await bench.deps({ runs: [off, worse], models });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    const ended = await bench.read(job.id);
    expect(ended).toMatchObject({ status: 'succeeded', outcome: 'differs', receipt: { attempts: 2 } });
    expect(ended.fidelity?.differences).toEqual([{ series: '', x: 'Q2', source: 15, produced: 16 }]);
    expect(deps.server.asked('code')[1]?.text).toContain('SPEC has 15, the figure shows 16');
    const [first] = dataOf(await bench.events(job.id), 'code.written');
    expect(ended.attemptId).toBe(first?.attemptId);
  });

  test('refuses what is no picture with a sentence, and asks no model', async () => {
    const deps = await bench.deps();
    const job = await bench.job(null, new TextEncoder().encode('%PDF-1.7 hello'));
    await runJob(deps, job.id, 1);
    const ended = await bench.read(job.id);
    expect(ended).toMatchObject({ status: 'failed', outcome: 'unreadable_image' });
    expect(ended.error?.message).toContain('PNG or JPEG');
    expect(deps.server.requests).toEqual([]);
  });

  test('answers a question without calling it a reproduction', async () => {
    const answer = { name: 'answer.md', bytes: new TextEncoder().encode('Q2.'), mediaType: 'text/markdown' };
    const deps = await bench.deps({
      runs: [{ files: [...(await goodFiles()), answer], figures: [barFigure()] }],
    });
    const job = await bench.job('Which quarter was best?');
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({
      status: 'succeeded',
      outcome: 'answered',
      fidelity: null,
    });
  });

  test('ends as budget_spent rather than asking for ever', async () => {
    const deps = await bench.deps();
    const job = await bench.job();

    await bench.database.db
      .update(jobs)
      .set({ receipt: { ...job.receipt, modelCalls: 20 } })
      .where(eq(jobs.id, job.id));
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ status: 'failed', outcome: 'budget_spent' });
    expect(deps.server.requests).toEqual([]);
  });

  test('says on the receipt that demo models answered', async () => {
    const deps = await bench.deps({ modelId: (role) => `demo-${role}` });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    expect((await bench.read(job.id)).receipt.demoModels).toBe(true);
    expect(dataOf(await bench.events(job.id), 'image.read')[0]).toMatchObject({
      demo: true,
      model: 'demo-vision',
    });
  });

  test('ends every job with exactly one final event, which is the last', async () => {
    const all = await bench.database.db.select().from(jobEvents);
    const byJob = Map.groupBy(all, ({ jobId }) => jobId);
    expect(byJob.size).toBeGreaterThan(10);
    for (const events of byJob.values()) {
      const finals = events.filter(({ type }) => finalEvents.some((one) => one === type));
      expect(finals).toHaveLength(1);
      expect(finals[0]?.seq).toBe(events.length);
    }
  });

  test('is not stopped by characters that a cut goes through', async () => {
    const [figure, csv] = await goodFiles();
    if (figure === undefined || csv === undefined) throw new Error('There are a figure and a table.');
    const smiles = `x${'\u{1F600}'.repeat(40_000)}`;
    const odd = { ...csv, name: `${'\u{1D49C}'.repeat(60)}x.csv` };
    const broken = failedRun('ValueError', `${smiles.slice(0, 900)}`, 1);
    const shown = {
      files: [figure, csv, odd],
      figures: [barFigure()],
      output: [{ stream: 'stdout' as const, text: smiles }],
    };
    const deps = await bench.deps({ runs: [broken, shown] });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });
    const failing = await bench.deps({ runs: [broken] });
    const second = await bench.job();
    await runJob(failing, second.id, 1);
    expect(await bench.read(second.id)).toMatchObject({ status: 'failed', outcome: 'code_failed' });
  });

  test('keeps two artifacts of one attempt apart by name', async () => {
    const [figure] = await goodFiles();
    if (figure === undefined) throw new Error('There is a figure.');
    const names = ['figure.png', 'Figure.png', 'fidelity.json.png'];
    const written = [
      ...names.map((name) => ({ ...figure, name })),
      { ...figure, name: 'figure.jpg', mediaType: 'image/jpeg' },
    ];
    const deps = await bench.deps({
      runs: [{ files: written, figures: [barFigure()] }],
    });
    const job = await bench.job();
    await runJob(deps, job.id, 1);
    const stored = await bench.database.db
      .select({ name: files.name })
      .from(files)
      .where(and(eq(files.jobId, job.id), eq(files.mediaType, 'image/png')));
    expect(stored.map(({ name }) => name).sort()).toEqual([
      '2-Figure.png',
      '3-figure.png',
      'fidelity.json.png',
      'figure.png',
    ]);
  });
});
