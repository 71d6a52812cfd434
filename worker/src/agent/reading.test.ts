import { attempts } from '@snaprun/core/schema/attempts';
import type { Panel, Spec } from '@snaprun/core/spec';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runJob } from '../tasks/run-job.ts';
import { barSpec, createBench } from './test-bench.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());

const [barPanel] = barSpec.panels as [Panel];
const withPanel = (change: Partial<Panel>): Spec => ({ ...barSpec, panels: [{ ...barPanel, ...change }] });

async function runWith(spec: Spec) {
  const deps = await bench.deps({ models: { vision: [{ text: JSON.stringify(spec) }] } });
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
