import { context, trace } from '@opentelemetry/api';
import { createLog } from '@snaprun/core/log';
import { afterAll, expect, test } from 'vitest';
import { createBench } from '../agent/test-bench.ts';
import { runJob } from '../tasks/run-job.ts';
import { createSpanMetrics } from './span-metrics.ts';
import { startSpans } from './start-telemetry.ts';

afterAll(() => {
  trace.disable();
  context.disable();
});

test('a job is told to Prometheus by steps, model calls, sandbox runs and its outcome, and by no id', async () => {
  const bench = await createBench();
  const metrics = createSpanMetrics(() => ({
    slots: 3,
    busy: () => 1,
    pool: () => ({ ready: 2, starting: 1 }),
  }));
  const telemetry = await startSpans(
    [metrics.processor],
    createLog({}, () => undefined),
  );
  const job = await bench.job();
  await runJob(await bench.deps(), job.id, 1);
  await telemetry.close();
  const text = await metrics.metrics();
  const value = (series: string) =>
    Number(
      text
        .split('\n')
        .find((line) => line.startsWith(`${series} `))
        ?.slice(series.length),
    );
  expect(value('snaprun_step_duration_seconds_count{step="look",ok="true"}')).toBe(1);
  expect(value('snaprun_model_call_duration_seconds_count{role="code",answer="ok"}')).toBe(1);
  expect(value('snaprun_model_tokens_total{role="code",direction="in"}')).toBe(100);
  expect(value('snaprun_sandbox_run_duration_seconds_count{driver="memory",status="ok"}')).toBe(1);
  expect(value('snaprun_jobs_ended_total{outcome="reproduced"}')).toBe(1);
  expect(value('snaprun_worker_slots{state="total"}')).toBe(3);
  expect(value('snaprun_sandbox_pool{state="ready"}')).toBe(2);
  expect(text).not.toContain(job.id);
  await bench.close();
});
