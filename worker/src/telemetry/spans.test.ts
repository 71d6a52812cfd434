import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { createLog } from '@snaprun/core/log';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createBench, decides, failedRun, goodRun, program } from '../agent/test-bench.ts';
import { runJob } from '../tasks/run-job.ts';
import { inSpan } from './in-span.ts';
import { startOtlpReceiver } from './otlp-receiver.ts';
import { startSpans, startTelemetry, type Telemetry } from './start-telemetry.ts';

let bench: Awaited<ReturnType<typeof createBench>>;
let telemetry: Telemetry | null = null;
beforeAll(async () => {
  bench = await createBench();
});
afterAll(() => bench.close());
afterEach(async () => {
  await telemetry?.close();
  telemetry = null;
  trace.disable();
  context.disable();
});

const quiet = createLog({}, () => undefined);

async function record() {
  const exporter = new InMemorySpanExporter();
  telemetry = await startSpans([new SimpleSpanProcessor(exporter)], quiet);
  return exporter;
}

/** The names from the job down to each span that has a name as given. */
function pathsTo(name: RegExp, spans: readonly ReadableSpan[]): string[] {
  const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
  const pathOf = (span: ReadableSpan): string => {
    const parent = byId.get(span.parentSpanContext?.spanId ?? '');
    return parent === undefined ? span.name : `${pathOf(parent)} > ${span.name}`;
  };
  return spans
    .filter((span) => name.test(span.name))
    .sort((a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1])
    .map(pathOf);
}

const secret = 'Zanzibar';

describe('the spans of a job', () => {
  test('are one tree: the job, its nodes, and in them the calls that they make', async () => {
    const exporter = await record();
    const job = await bench.job(`Rebuild it for ${secret}`);
    await runJob(await bench.deps(), job.id, 1);
    const spans = exporter.getFinishedSpans();
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(1);
    const nodes = /^(prepare|look|reason|write_code|critique|run|judge|finish)$/;
    expect(pathsTo(nodes, spans)).toEqual(
      [
        ...['prepare', 'reason', 'look', 'reason', 'write_code', 'critique', 'run', 'judge'],
        ...['reason', 'finish'],
      ].map((name) => `job > ${name}`),
    );
    expect(pathsTo(/ model$/, spans)).toEqual([
      'job > look > vision model',
      'job > reason > reasoning model',
      'job > write_code > code model',
      'job > judge > vision model',
    ]);
    expect(pathsTo(/^sandbox$/, spans)).toEqual(['job > run > sandbox']);
    expect(pathsTo(/^end job$/, spans)).toEqual(['job > finish > end job']);
    expect(pathsTo(/^model request$/, spans)).toContain('job > look > vision model > model request');
    expect(pathsTo(/^write checkpoint$/, spans).length).toBeGreaterThan(5);
  });

  test('of one job share a trace over all its claims', async () => {
    const exporter = await record();
    const job = await bench.job();
    await runJob(await bench.deps(), job.id, 1);
    await runJob(await bench.deps(), job.id, 2);
    const claims = exporter.getFinishedSpans().filter(({ name }) => name === 'job');
    expect(claims).toHaveLength(2);
    expect(claims[0]?.spanContext().traceId).toBe(claims[1]?.spanContext().traceId);
    const other = await bench.job();
    await runJob(await bench.deps(), other.id, 1);
    const last = exporter.getFinishedSpans().findLast(({ name }) => name === 'job');
    expect(last?.spanContext().traceId).not.toBe(claims[0]?.spanContext().traceId);
  });

  test('tell role, model, tokens, latency and retries of a model call', async () => {
    const exporter = await record();
    const job = await bench.job();
    const deps = await bench.deps({
      models: { vision: [{ status: 503, body: 'busy' }, { text: '{}' }, { text: '{}' }] },
    });
    await runJob(deps, job.id, 1);
    const call = exporter.getFinishedSpans().find(({ name }) => name === 'vision model');
    expect(call?.attributes).toMatchObject({
      'snaprun.model.role': 'vision',
      'gen_ai.request.model': 'scripted-vision',
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 50,
      'snaprun.model.retries': 1,
      'snaprun.model.answer': 'ok',
      'snaprun.model.image_sha256': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(call?.attributes['snaprun.model.first_byte_ms']).toBeGreaterThanOrEqual(0);
    expect((call?.duration[0] ?? 0) + (call?.duration[1] ?? 0)).toBeGreaterThan(0);
  });

  test('hold nothing of what people, models or programs said', async () => {
    const exporter = await record();
    const job = await bench.job(`Draw ${secret}`);
    const deps = await bench.deps({
      models: {
        reasoning: [decides('write_code'), { text: `${secret} will not answer` }],
        code: () => program(`print("${secret}")`),
      },
      runs: [failedRun('ValueError', secret, 1), await goodRun()],
    });
    await runJob(deps, job.id, 1);
    const said = JSON.stringify(
      exporter.getFinishedSpans().map(({ name, attributes, events, status, links }) => ({
        name,
        attributes,
        events,
        status,
        links,
      })),
    );
    expect(said).toContain(job.id);
    expect(said).not.toContain(secret);
    expect(said).not.toContain('base64');
    expect(said).not.toContain(deps.server.endpoints.vision.baseUrls[0]);
    const texts = exporter.getFinishedSpans().flatMap(({ attributes }) => Object.values(attributes));
    expect(Math.max(...texts.map((text) => String(text).length))).toBeLessThanOrEqual(64);
  });

  test('an error marks its span by name and not by message', async () => {
    const exporter = await record();
    const failing = inSpan('critic', {}, () => Promise.reject(new TypeError(secret)));
    await expect(failing).rejects.toThrow(secret);
    expect(exporter.getFinishedSpans()[0]?.status).toEqual({ code: 2, message: 'TypeError' });
    expect(exporter.getFinishedSpans()[0]?.events).toEqual([]);
  });
});

describe('a sink in trouble', () => {
  test('that throws at every span hurts no job', async () => {
    const said: string[] = [];
    const refuse = () => {
      throw new Error('no room');
    };
    const broken = { onStart: refuse, onEnd: refuse, forceFlush: refuse, shutdown: async () => refuse() };
    telemetry = await startSpans(
      [broken],
      createLog({}, (line) => said.push(line)),
    );
    const job = await bench.job();
    await runJob(await bench.deps(), job.id, 1);
    expect(await bench.read(job.id)).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });
    expect(said.filter((line) => line.includes('spans cannot be recorded'))).toHaveLength(1);
  });

  test.each(['refuses', 'hangs', 'is gone'] as const)(
    'that %s hurts no job, and closing ends',
    async (how) => {
      let asked = 0;
      const server = createServer((_request, response) => {
        asked += 1;
        if (how === 'refuses') response.writeHead(500).end('no');
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      if (how === 'is gone') await new Promise((resolve) => server.close(resolve));
      const settings = { baseUrl: `http://127.0.0.1:${port}`, publicKey: 'pk', secretKey: 'sk' };
      const own = await startTelemetry(settings, quiet);
      const job = await bench.job();
      await runJob(await bench.deps(), job.id, 1);
      expect(await bench.read(job.id)).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });
      await own.close();
      expect(asked > 0).toBe(how !== 'is gone');
      server.closeAllConnections();
      server.close();
    },
  );
});

test('Langfuse is sent every span of a job, under its keys', async () => {
  const receiver = await startOtlpReceiver();
  telemetry = await startTelemetry(receiver.settings, quiet);
  const job = await bench.job();
  await runJob(await bench.deps(), job.id, 1);
  await telemetry.close();
  const names = receiver.spans().map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['job', 'look', 'vision model', 'sandbox', 'write events']));
  expect(new Set(receiver.requests.map(({ path }) => path))).toEqual(new Set(['/api/public/otel/v1/traces']));
  const key = `Basic ${Buffer.from('pk:sk').toString('base64')}`;
  expect(new Set(receiver.requests.map(({ authorization }) => authorization))).toEqual(new Set([key]));
  await receiver.close();
});
