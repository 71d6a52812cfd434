import { SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { modelRoles } from '@snaprun/core/config';
import { stepNames } from '@snaprun/core/events';
import type { Metrics } from '@snaprun/core/metrics-server';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { SpanFacts } from './in-span.ts';

const steps = new Set<string>(stepNames);
const modelSpans = new Set<string>(modelRoles.map((role) => `${role} model`));

/** What the gauges show, asked at each scrape. */
export interface WorkerState {
  slots: number;
  busy(): number;
  pool(): { ready: number; starting: number };
}

/**
 * What Prometheus is told of this worker. Steps, model calls, sandbox runs and ends of jobs are counted from the spans
 * that they make anyway, so that trace and metrics cannot disagree.
 */
export function createSpanMetrics(state: () => WorkerState | null): Metrics & { processor: SpanProcessor } {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const buckets = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60, 120, 300];
  const stepTimes = new Histogram({
    ...{ name: 'snaprun_step_duration_seconds', help: 'Steps of the agent.', buckets, registers },
    labelNames: ['step', 'ok'],
  });
  const modelTimes = new Histogram({
    ...{ name: 'snaprun_model_call_duration_seconds', help: 'Model calls, retries and waiting included.' },
    labelNames: ['role', 'answer'],
    ...{ buckets, registers },
  });
  const tokens = new Counter({
    ...{ name: 'snaprun_model_tokens_total', help: 'Tokens as the models count them.', registers },
    labelNames: ['role', 'direction'],
  });
  const runs = new Histogram({
    ...{
      name: 'snaprun_sandbox_run_duration_seconds',
      help: 'Runs, from asking for a sandbox to its result.',
    },
    labelNames: ['driver', 'status'],
    ...{ buckets, registers },
  });
  const ended = new Counter({
    ...{ name: 'snaprun_jobs_ended_total', help: 'Jobs that this worker brought to an end.', registers },
    labelNames: ['outcome'],
  });
  const webhookTries = new Histogram({
    ...{ name: 'snaprun_webhook_try_duration_seconds', help: 'Tries to deliver a webhook.' },
    labelNames: ['result'],
    ...{ buckets, registers },
  });
  const swept = new Counter({
    ...{ name: 'snaprun_sweep_removed_total', help: 'Things that sweeps removed.', registers },
    labelNames: ['sweep'],
  });
  const sweeps = new Counter({
    ...{ name: 'snaprun_sweeps_total', help: 'Sweeps of this worker.', registers },
    labelNames: ['sweep', 'ok'],
  });
  const slots = new Gauge({
    ...{ name: 'snaprun_worker_slots', help: 'Jobs this worker can run at once, and runs.', registers },
    labelNames: ['state'],
  });
  const pool = new Gauge({
    ...{ name: 'snaprun_sandbox_pool', help: 'Sandboxes that wait for a program, and will soon.', registers },
    labelNames: ['state'],
  });

  const onEnd = (span: ReadableSpan) => {
    const facts: SpanFacts = span.attributes;
    const seconds = span.duration[0] + span.duration[1] / 1e9;
    const ok = span.status.code !== SpanStatusCode.ERROR;
    if (steps.has(span.name)) stepTimes.observe({ step: span.name, ok: String(ok) }, seconds);
    else if (modelSpans.has(span.name)) {
      const role = facts['snaprun.model.role'] ?? 'unknown';
      modelTimes.observe({ role, answer: facts['snaprun.model.answer'] ?? 'none' }, seconds);
      tokens.inc({ role, direction: 'in' }, facts['gen_ai.usage.input_tokens'] ?? 0);
      tokens.inc({ role, direction: 'out' }, facts['gen_ai.usage.output_tokens'] ?? 0);
    } else if (span.name === 'sandbox') {
      const driver = facts['snaprun.sandbox.driver'] ?? 'unknown';
      runs.observe({ driver, status: facts['snaprun.sandbox.status'] ?? 'none' }, seconds);
    } else if (span.name === 'deliver webhook') {
      webhookTries.observe({ result: facts['snaprun.webhook.result'] ?? 'trouble' }, seconds);
    } else if (span.name === 'sweep') {
      const sweep = facts['snaprun.sweep.name'] ?? 'unknown';
      sweeps.inc({ sweep, ok: String(ok) });
      swept.inc({ sweep }, facts['snaprun.sweep.removed'] ?? 0);
    } else if (span.name === 'end job' && ok)
      ended.inc({ outcome: facts['snaprun.job.outcome'] ?? 'unknown' });
  };

  return {
    contentType: registry.contentType,
    async metrics() {
      const now = state();
      if (now !== null) {
        slots.set({ state: 'total' }, now.slots);
        slots.set({ state: 'busy' }, now.busy());
        const { ready, starting } = now.pool();
        pool.set({ state: 'ready' }, ready);
        pool.set({ state: 'starting' }, starting);
      }
      return registry.metrics();
    },
    processor: {
      onStart: () => undefined,
      onEnd,
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    },
  };
}
