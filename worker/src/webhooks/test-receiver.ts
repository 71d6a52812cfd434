import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Reach } from './post-delivery.ts';
import { createResolveHost } from './resolve-host.ts';

/** Webhooks may be on this machine, as the tests' receivers are. */
export const localReach: Reach = {
  resolve: createResolveHost(),
  allowPrivate: true,
  timing: { connectMs: 2_000, answerMs: 5_000, bodyMs: 300 },
};

export interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Receiver {
  url: string;
  received: Received[];
  close(): Promise<void>;
}

/** What a receiver does with each request once it has its body; `n` counts from 1. */
export type Answers = (response: ServerResponse, n: number, request: IncomingMessage) => void;

/** A real receiver on this machine that keeps what it gets; without `answers` it is content with everything. */
export async function startReceiver(answers: Answers = (response) => response.end('ok')): Promise<Receiver> {
  const received: Received[] = [];
  const listener: RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push({
      path: request.url ?? '',
      headers: request.headers as Record<string, string>,
      body: Buffer.concat(chunks).toString(),
    });
    answers(response, received.length, request);
  };
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
