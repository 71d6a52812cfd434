import type { Panel, Spec } from '@snaprun/core/spec';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runJob } from '../tasks/run-job.ts';
import type { ScriptedReply } from './models/scripted-model-server.ts';
import { barFigure, barSpec, createBench, goodFiles, goodRun, seen } from './test-bench.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

const [barPanel] = barSpec.panels as [Panel];
const withValues = (first: number, second: number): Spec => {
  const [series] = barPanel.series;
  const points = [
    { x: 'Q1', y: first },
    { x: 'Q2', y: second },
  ];
  return { ...barSpec, panels: [{ ...barPanel, series: series ? [{ ...series, points }] : [] }] };
};
const reply = (spec: Spec): ScriptedReply => ({ text: JSON.stringify(spec) });
const off = async (first: number, second: number) => ({
  files: await goodFiles(),
  figures: [barFigure([first, second])],
});

async function runWith(options: Parameters<typeof bench.deps>[0], instruction: string | null = null) {
  const deps = await bench.deps(options);
  const job = await bench.job(instruction);
  await runJob(deps, job.id, 1);
  const events = await bench.events(job.id);
  const judged = events.flatMap((event) => (event.type === 'job.judged' ? [event.data.fidelity] : []));
  const written = events.flatMap((event) => (event.type === 'code.written' ? [event.data] : []));
  return { ended: await bench.read(job.id), judged, written, server: deps.server, job };
}
const lookOf = (fidelity: { aspects: { name: string; score: number }[] } | null | undefined) =>
  fidelity?.aspects.find(({ name }) => name === 'second look')?.score;

describe('the second look at a result', () => {
  test('is one call more, with a picture, and stands in fidelity.json', async () => {
    const { ended, server } = await runWith({});
    expect(ended).toMatchObject({ outcome: 'reproduced', receipt: { modelCalls: 4 } });
    expect(lookOf(ended.fidelity)).toBe(1);
    const asked = server.asked('vision');
    expect(asked).toHaveLength(2);
    expect(asked[1]?.text).toContain('data:image/png;base64,');
    const file = [...bench.storage.objects.values()].map(({ bytes }) => new TextDecoder().decode(bytes));
    expect(file.some((text) => text.startsWith('{') && text.includes('"second look"'))).toBe(true);
  });

  test.each<[string, ScriptedReply[], RegExp]>([
    ['is down', [seen, { status: 503 }], /could not be read again.*not ready/],
    ['talks nonsense', [seen, { text: 'I see.' }], /could not be read again.*no JSON/],
    ['breaks', [seen, 'break'], /could not be read again/],
    ['refuses', [seen, { text: '', finish: 'content_filter' }], /could not be read again/],
  ])('fails no job when the vision model %s', async (_, vision, why) => {
    const { ended } = await runWith({ models: { vision } });
    expect(ended).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });
    expect(ended.fidelity?.unchecked.join(' ')).toMatch(why);
    expect(lookOf(ended.fidelity)).toBeUndefined();
  });

  test('is given up after its time when the vision model hangs, though a first look would be waited for', async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => timeout(ms === 90_000 ? 50 : ms));
    const { ended } = await runWith({ models: { vision: [seen, 'hang'] } });
    spy.mockRestore();
    expect(ended).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });
    expect(ended.fidelity?.unchecked.join(' ')).toContain('The vision model did not answer within 90 s.');
  });

  test('that contradicts what the program says of its figure buys a repair and keeps “reproduced” away', async () => {
    const vision = [seen, reply(withValues(1, 2))];
    const { ended, written } = await runWith({ models: { vision } });
    expect(ended).toMatchObject({ status: 'succeeded', outcome: 'partial' });
    expect(written.map(({ origin }) => origin)).toEqual(['generated', 'repaired']);
    expect(ended.fidelity?.differences[0]).toMatchObject({ source: 15, produced: 2 });
  });

  test('is not taken of a figure whose data differ already', async () => {
    const { ended, server } = await runWith({ runs: [await off(1, 2)] });
    expect(ended.outcome).toBe('differs');
    expect(server.asked('vision')).toHaveLength(1);
    expect(ended.fidelity?.unchecked.join(' ')).toContain('its data differ already');
  });

  test('is paid once, also when the worker dies right after its answer', async () => {
    const deps = await bench.deps();
    const job = await bench.job();
    let broken = true;
    const storage = {
      ...deps.storage,
      write: async (...args: Parameters<typeof deps.storage.write>) => {
        if (args[2] === 'application/json' && broken) {
          broken = false;
          throw new Error('the connection broke');
        }
        return deps.storage.write(...args);
      },
    };
    await expect(runJob({ ...deps, storage }, job.id, 1)).rejects.toThrow('the connection broke');
    expect(deps.server.asked('vision')).toHaveLength(2);
    await runJob({ ...deps, storage }, job.id, 2);
    expect(await bench.read(job.id)).toMatchObject({ outcome: 'reproduced', receipt: { modelCalls: 4 } });
    expect(deps.server.asked('vision')).toHaveLength(2);
  });
});

describe('a low score', () => {
  test('buys one repair with the differences that count, and no third program', async () => {
    const { ended, written, server } = await runWith({ runs: [await off(10, 3), await off(10, 4)] });
    expect(written.map(({ origin }) => origin)).toEqual(['generated', 'repaired']);
    expect(ended).toMatchObject({ outcome: 'differs', attemptId: written[1]?.attemptId });
    const [, repair] = server.asked('code');
    expect(repair?.text).toContain('- at Q2: SPEC has 15, the figure shows 3');
    expect(repair?.text).not.toContain('at Q1: SPEC');
    // One decision before the first program; the repair is not asked about, and after it there is nothing to decide.
    expect(server.asked('reasoning')).toHaveLength(1);
  });

  test('that a repair makes good ends as reproduced', async () => {
    const { ended, written } = await runWith({ runs: [await off(10, 3), await goodRun()] });
    expect(ended).toMatchObject({ outcome: 'reproduced', attemptId: written[1]?.attemptId });
    expect(lookOf(ended.fidelity)).toBe(1);
  });

  test('that a repair makes worse stays, with its program', async () => {
    const { ended, written, judged } = await runWith({ runs: [await off(10, 3), await off(1, 2)] });
    expect(judged.map(({ score }) => score)).toEqual([0.625, 0.25]);
    expect(ended).toMatchObject({ outcome: 'differs', attemptId: written[0]?.attemptId });
    expect(ended.fidelity?.score).toBe(0.625);
  });

  test('whose repair does not run is still the result', async () => {
    const failing = { execution: { status: 'error' as const, exitCode: 1 } };
    const { ended, written } = await runWith({ runs: [await off(10, 3), failing] });
    expect(ended).toMatchObject({
      status: 'succeeded',
      outcome: 'differs',
      attemptId: written[0]?.attemptId,
    });
    expect(written.every(({ origin }) => origin !== 'resampled')).toBe(true);
    expect(ended.receipt.modelCalls).toBeLessThanOrEqual(8);
  });

  test('of what was asked for is left to the one who decides', async () => {
    const { ended, written } = await runWith({ runs: [await off(10, 3)] }, 'only Q1');
    expect(written).toHaveLength(1);
    expect(ended.outcome).toBe('differs');
  });

  test('of which nothing is known but what was seen is repaired by what was seen', async () => {
    const blind = { files: await goodFiles(), figures: [] };
    const vision = [seen, reply(withValues(10, 3)), seen];
    const { ended, server, written } = await runWith({ runs: [blind, blind], models: { vision } });
    expect(server.asked('code')[1]?.text).toContain('SPEC has 15, the figure shows 3');
    expect(written).toHaveLength(2);
    expect(ended).toMatchObject({
      outcome: 'partial',
      attemptId: written[1]?.attemptId,
      fidelity: { score: 0.8 },
    });
  });
});
