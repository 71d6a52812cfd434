import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** One span as it arrived; times in ms of the epoch. */
export interface SentSpan {
  traceId: string;
  spanId: string;
  parentId: string | null;
  name: string;
  startMs: number;
  endMs: number;
  facts: Record<string, string | number | boolean>;
}

export interface SpanSink {
  /** What makes a worker send its spans here. */
  env: Record<string, string>;
  spans: SentSpan[];
  close(): void;
}

/** Takes spans as Langfuse does (OTLP over HTTP, as JSON), so that the worker is measured exactly as it runs. */
export async function openSpanSink(): Promise<SpanSink> {
  const spans: SentSpan[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const sent = Traces.safeParse(JSON.parse(Buffer.concat(parts).toString()));
      if (sent.success) spans.push(...sent.data.resourceSpans.flatMap(spansOf));
      response.writeHead(sent.success ? 200 : 400, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    env: {
      LANGFUSE_BASE_URL: `http://127.0.0.1:${port}`,
      LANGFUSE_PUBLIC_KEY: 'overhead',
      LANGFUSE_SECRET_KEY: 'overhead',
    },
    spans,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const Value = z.union([
  z.object({ stringValue: z.string() }).transform(({ stringValue }) => stringValue),
  z.object({ intValue: z.coerce.number() }).transform(({ intValue }) => intValue),
  z.object({ doubleValue: z.number() }).transform(({ doubleValue }) => doubleValue),
  z.object({ boolValue: z.boolean() }).transform(({ boolValue }) => boolValue),
]);
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.coerce.number(),
  endTimeUnixNano: z.coerce.number(),
  attributes: z.array(z.object({ key: z.string(), value: Value.catch('') })).default([]),
});
const Traces = z.object({
  resourceSpans: z.array(z.object({ scopeSpans: z.array(z.object({ spans: z.array(Span) })) })),
});

function spansOf({ scopeSpans }: z.infer<typeof Traces>['resourceSpans'][number]): SentSpan[] {
  return scopeSpans
    .flatMap(({ spans }) => spans)
    .map((span) => ({
      traceId: span.traceId,
      spanId: span.spanId,
      parentId: span.parentSpanId || null,
      name: span.name,
      startMs: span.startTimeUnixNano / 1e6,
      endMs: span.endTimeUnixNano / 1e6,
      facts: Object.fromEntries(span.attributes.map(({ key, value }) => [key, value])),
    }));
}
