import { context, trace } from '@opentelemetry/api';
import { openErrorReports } from '@snaprun/core/error-reports/error-reports';
import { reportingLog } from '@snaprun/core/error-reports/reporting-log';
import { createLog } from '@snaprun/core/log';
import { startSentryReceiver } from '@snaprun/core/testing/sentry-receiver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type BenchOptions,
  createBench,
  decides,
  failedRun,
  goodRun,
  picture,
  program,
} from '../agent/test-bench.ts';
import type { SandboxDriver } from '../sandbox/driver.ts';
import { createInMemoryDriver } from '../sandbox/in-memory-driver.ts';
import { runJob } from '../tasks/run-job.ts';
import { startOtlpReceiver } from './otlp-receiver.ts';
import { startTelemetry } from './start-telemetry.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(async () => {
  await bench.close();
  trace.disable();
  context.disable();
});

const word = 'Zanzibar';
const link = 'http://store.test/inputs/fil_1?X-Amz-Signature=5a414e5a';
const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJaYW56aWJhciJ9.c2ln';
const quiet = createLog({}, () => undefined);

/** The word in what the person wishes, the models say, the program holds and prints, and its error is. */
const secretive: BenchOptions = {
  models: {
    reasoning: [decides('write_code'), { text: `${word} will not answer` }],
    code: () => program(`print("${word} ${token}")`),
  },
};

/** Runs work with both receivers in place, and tells what each got. */
async function watched(
  work: (deps: Awaited<ReturnType<typeof bench.deps>>) => Promise<unknown>,
  options: BenchOptions,
) {
  const [sentry, langfuse] = await Promise.all([startSentryReceiver(), startOtlpReceiver()]);
  const reports = await openErrorReports({ dsn: sentry.dsn, environment: 'test', release: null });
  const telemetry = await startTelemetry(langfuse.settings, quiet);
  const fields = { process: 'worker', workerId: 'wrk_test' };
  const deps = await bench.deps(options);
  await work({ ...deps, log: reportingLog(quiet, reports, fields) });
  await Promise.all([telemetry.close(), reports?.close()]);
  trace.disable();
  context.disable();
  await Promise.all([sentry.close(), langfuse.close()]);
  const all = [...sentry.received, ...langfuse.requests.map(({ body }) => body)].join('\n');
  const shown = Buffer.from(await picture()).toString('base64');
  const pieces = [
    word,
    token,
    link,
    'X-Amz',
    'inputs/',
    'base64',
    'print(',
    shown.slice(0, 60),
    shown.slice(-60),
  ];
  return {
    events: sentry.events(),
    spans: langfuse.spans(),
    hits: pieces.filter((piece) => all.includes(piece)),
    tracingHeaders: deps.server.requests.flatMap(({ headers }) =>
      ['sentry-trace', 'baggage', 'traceparent'].filter((name) => name in headers),
    ),
  };
}

describe('what leaves a worker for Sentry and Langfuse', () => {
  test('of a good job: no event, one tree of spans with the picture as its hash, and no word of it', async () => {
    const job = await bench.job(`Rebuild it for ${word}`);
    const options = { ...secretive, runs: [failedRun('ValueError', word, 1), await goodRun()] };
    const { events, spans, hits, tracingHeaders } = await watched((deps) => runJob(deps, job.id, 1), options);
    expect((await bench.read(job.id)).status).toBe('succeeded');
    expect(events).toEqual([]);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    const byId = new Map(spans.map((span) => [span.spanId, span]));
    const generations = spans.filter(({ name }) => name.endsWith(' model'));
    const parents = generations.map(
      ({ name, parentSpanId = '' }) => `${byId.get(parentSpanId)?.name} > ${name}`,
    );
    expect(new Set(parents)).toEqual(
      new Set([
        'look > vision model',
        'reason > reasoning model',
        'write_code > code model',
        'judge > vision model',
      ]),
    );
    const keys = (name: string) => spans.filter((span) => span.name === name).flatMap((s) => s.attributes);
    expect(keys('vision model')).toContainEqual({
      key: 'snaprun.model.image_sha256',
      value: { stringValue: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    expect(keys('code model').map(({ key }) => key)).toContain('gen_ai.usage.output_tokens');
    expect(hits).toEqual([]);
    expect(tracingHeaders).toEqual([]);
  });

  test('of a job that meets trouble of ours: one event that names it, and no word of it', async () => {
    const job = await bench.job(`Rebuild it for ${word}`);
    const broken: SandboxDriver = {
      ...createInMemoryDriver([]),
      run: () => {
        throw new Error(`PUT ${link} with ${token} and print("${word}") failed`);
      },
    };
    const work = (deps: Parameters<typeof runJob>[0]) => runJob(deps, job.id, 1).catch(() => undefined);
    const { events, spans, hits, tracingHeaders } = await watched(work, { ...secretive, sandbox: broken });
    expect((await bench.read(job.id)).status).toBe('queued');
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      tags: { process: 'worker', during: 'a job met trouble of ours', jobId: job.id, workerId: 'wrk_test' },
      exception: {
        values: [
          { type: 'Error', value: '' },
          { type: 'SandboxTrouble', value: '' },
        ],
      },
    });
    expect(spans.map(({ name }) => name)).toContain('sandbox');
    expect(hits).toEqual([]);
    expect(tracingHeaders).toEqual([]);
  });

  test('of a job that another worker takes over: one trace over both', async () => {
    const job = await bench.job();
    const { spans, events } = await watched(
      async (deps) => {
        const claim = runJob(deps, job.id, 1).catch(() => undefined);
        await expect.poll(() => deps.server.asked('code').length, { timeout: 10_000 }).toBe(1);
        deps.running.stopAll('drain');
        await claim;
        await runJob(await bench.deps(), job.id, 2);
      },
      { models: { code: ['hang'] } },
    );
    expect((await bench.read(job.id)).status).toBe('succeeded');
    expect(spans.filter(({ name }) => name === 'job')).toHaveLength(2);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(events).toEqual([]);
  });
});
