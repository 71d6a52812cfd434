import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface SentryReceiver {
  /** What `SENTRY_DSN` is set to. */
  dsn: string;
  /** Every request whole as it came, headers and envelope, unpacked. */
  received: string[];
  /** The events in the envelopes. */
  events(): Record<string, unknown>[];
  close(): Promise<void>;
}

/** Takes what is sent to Sentry, also from pages, and keeps it for tests to search. */
export async function startSentryReceiver(): Promise<SentryReceiver> {
  const received: string[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const bytes = Buffer.concat(parts);
    const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
    if (request.method === 'POST') {
      received.push([request.url, JSON.stringify(request.headers), body].join('\n'));
    }
    response.writeHead(200, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
    response.end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    dsn: `http://public@127.0.0.1:${port}/42`,
    received,
    events: () => received.flatMap((request) => eventsOf(request.split('\n').slice(2))),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** An envelope is a line about itself, then for each item a line about it and one with it. */
function eventsOf(envelope: string[]): Record<string, unknown>[] {
  const lines = envelope.filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines.filter((_line, i) => lines[i - 1]?.type === 'event');
}
