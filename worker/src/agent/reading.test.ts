import { attempts } from '@snaprun/core/schema/attempts';
import type { Panel, Spec } from '@snaprun/core/spec';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runJob } from '../tasks/run-job.ts';
import type { ScriptedReply } from './models/scripted-model-server.ts';
import { barSpec, createBench } from './test-bench.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

const [barPanel] = barSpec.panels as [Panel];
const withPanel = (change: Partial<Panel>): Spec => ({ ...barSpec, panels: [{ ...barPanel, ...change }] });

async function runWith(...specs: (Spec | ScriptedReply)[]) {
  const vision = specs.map((spec) =>
    'version' in Object(spec) ? { text: JSON.stringify(spec) } : (spec as ScriptedReply),
  );
  const deps = await bench.deps({ models: { vision } });
  const job = await bench.job();
  await runJob(deps, job.id, 1);
  const events = await bench.events(job.id);
  const read = events.flatMap((event) => (event.type === 'image.read' ? [event.data] : []));
  const [attempt] = await bench.database.db.select().from(attempts).where(eq(attempts.jobId, job.id));
  return { ended: await bench.read(job.id), read, attempt, deps };
}

test('what does not add up in a reading is told with it and with the program, and stops nothing', async () => {
  const odd = withPanel({ y: barPanel.y && { ...barPanel.y, ticks: [0, 20, 10] } });
  const { ended, read, attempt } = await runWith(odd);
  const finding = { tool: 'reader', rule: 'TICKS_ORDER', line: null, blocking: false };
  expect(read[0]?.findings).toMatchObject([finding]);
  expect(attempt?.critic).toMatchObject({ blocked: false, findings: [finding] });
  expect(ended).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });
});

describe('a reading that is unsure', () => {
  const unsure = (second: number): Spec => {
    const [series] = barPanel.series;
    const points = [
      { x: 'Q1', y: 10 },
      { x: 'Q2', y: second },
    ];
    return {
      ...withPanel({ confidence: 0.3, series: series ? [{ ...series, points, confidence: 0.3 }] : [] }),
      confidence: 0.3,
    };
  };

  test('is looked at once more, and a surer second look that agrees is trusted', async () => {
    const { ended, read, deps } = await runWith(unsure(15.2), barSpec);
    expect(read.map(({ spec }) => [spec.confidence, spec.secondLook?.kept])).toEqual([
      [0.3, undefined],
      [0.9, 'second'],
    ]);
    expect(ended).toMatchObject({ outcome: 'reproduced' });
    // No question whether to look again, and none what to do when there is nothing else.
    expect(deps.server.asked('reasoning')).toHaveLength(0);
    const [first, second] = deps.server.asked('vision');
    expect(second?.text).not.toContain('15.2');
    expect([first?.temperature, second?.temperature]).toEqual([0, 0.3]);
  });

  test('is looked at only once more, and doubt that stays makes the result partial', async () => {
    const { ended, read } = await runWith(unsure(15));
    expect(read).toHaveLength(2);
    expect(read[1]?.spec.notes).toEqual(['A second look agrees in all of 2 values.']);
    expect(ended).toMatchObject({ outcome: 'partial', fidelity: { verdict: 'partial' } });
  });

  test('that the second look contradicts is not called reproduced, though the surer one stays', async () => {
    const [series] = barPanel.series;
    const other = {
      ...barSpec,
      panels: [
        {
          ...barPanel,
          series: series
            ? [
                {
                  ...series,
                  points: [
                    { x: 'Q1', y: 3 },
                    { x: 'Q2', y: 4 },
                  ],
                },
              ]
            : [],
        },
      ],
    };
    const { ended, read } = await runWith(unsure(15), other);
    expect(read[1]?.spec.secondLook).toMatchObject({ kept: 'second', compared: 2, agreeing: 0 });
    expect(ended.outcome).not.toBe('reproduced');
  });

  test('goes on when the second look fails, and says so', async () => {
    const { ended, read } = await runWith(unsure(15), { text: 'I cannot.' });
    expect(read).toHaveLength(1);
    expect(ended.status).toBe('succeeded');
    expect(ended.summary).toContain('A second look at the picture failed');
  });

  test('of one panel of several has that panel cut out, and is told that it is a part', async () => {
    const [sure, doubtful] = [barPanel, unsure(15).panels[0] ?? barPanel];
    const box = { x: 40, y: 0, width: 40, height: 60 };
    const two = { ...barSpec, confidence: 0.3, panels: [sure, { ...doubtful, box }] };
    const { read, deps } = await runWith(two, barSpec);
    expect(read[1]?.spec.secondLook).toMatchObject({ panel: 1, kept: 'second', box: { width: 42 } });
    expect(read[1]?.spec.panels.map(({ confidence }) => confidence)).toEqual([0.9, 0.9]);
    expect(deps.server.asked('vision')[1]?.text).toContain('The picture is one part of a larger one');
    expect(deps.server.asked('code')[0]?.text).not.toContain('"box"');
  });
});
