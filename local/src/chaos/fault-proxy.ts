import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { listenOn } from './listen-on.ts';

/** How a service behaves: as it is, not at all, late, never answering, or refusing with a status. */
export type Fault =
  | { kind: 'none' }
  | { kind: 'down' }
  | { kind: 'slow'; ms: number }
  | { kind: 'silent' }
  | { kind: 'status'; status: number; body: string; methods?: readonly string[] };

export interface FaultProxy {
  url: string;
  set(fault: Fault): Promise<void>;
  close(): Promise<void>;
}

/** Stands between the fleet and a service, and misbehaves as it is told. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let fault: Fault = { kind: 'none' };
  const serve = () =>
    createServer(async (request, response) => {
      const now = fault;
      if (now.kind === 'silent') return;
      if (now.kind === 'slow') await pause(now.ms);
      if (now.kind === 'status' && (now.methods?.includes(request.method ?? '') ?? true)) {
        request.resume();
        response.writeHead(now.status, { 'content-type': 'application/xml' }).end(now.body);
        return;
      }
      pass(request, response, target);
    });
  let listening = await listenOn(serve(), 0);
  const { url, port } = listening;
  let isDown = false;
  return {
    url,
    async set(next) {
      fault = next;
      const goesDown = next.kind === 'down';
      if (goesDown && !isDown) await listening.close();
      if (!goesDown && isDown) listening = await listenOn(serve(), port);
      isDown = goesDown;
    },
    close: async () => {
      if (!isDown) await listening.close();
    },
  };
}

function pass(request: IncomingMessage, response: ServerResponse, target: string): void {
  const { method, headers, url = '/' } = request;
  const onward = forward(new URL(url, target), { method, headers, agent: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
    answer.once('error', () => response.destroy());
  });
  onward.once('error', () => response.destroy());
  response.once('close', () => onward.destroy());
  request.pipe(onward);
}
