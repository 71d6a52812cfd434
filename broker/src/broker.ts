import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { attach } from './attach.ts';
import { bodyOf } from './body-of.ts';
import type { BoxTerms } from './box-body.ts';
import { createBoxes } from './boxes.ts';
import { daemonAt } from './daemon.ts';
import { createFacts } from './facts.ts';
import type { Log } from './log.ts';
import * as moves from './moves.ts';
import type { Act, BrokerParts } from './parts.ts';
import * as questions from './questions.ts';
import { readRequest, type Verb } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { createTurns } from './turns.ts';

export interface BrokerOptions {
  /** The socket of the Docker daemon. */
  dockerSocket: string;
  terms: Omit<BoxTerms, 'cpus'>;
  /** Boxes that there may be at a time. */
  boxes: number;
  log: Log;
}

/** The settings of a box are some 13 KB, most of it the filter of system calls. */
const largestBody = 64 * 1024;
const mostConnections = 512;
/** Tells the connection of a machine that is gone from one whose box waits for work. */
const lifeSignMs = 30_000;

const acts: Record<Exclude<Verb, 'attach'>, Act> = { ...questions, ...moves };

/** The server that stands between workers and the Docker daemon. */
export function createBroker({ dockerSocket, terms, boxes, log }: BrokerOptions): Server {
  const daemon = daemonAt(dockerSocket);
  const facts = createFacts(daemon);
  const parts: BrokerParts = {
    ...{ daemon, facts, terms, turns: createTurns() },
    boxes: createBoxes(daemon, () => facts(), boxes),
  };
  const refused = (error: unknown, { method, url = '' }: IncomingMessage): Refusal => {
    const path = url.split('?', 1)[0]?.slice(0, 200);
    if (error instanceof Refusal) {
      log(error.status < 500 ? 'info' : 'warn', 'refused', {
        method,
        path,
        status: error.status,
        why: error.message,
      });
      return error;
    }
    log('error', 'the broker failed', {
      method,
      path,
      error: error instanceof Error ? error.stack : String(error),
    });
    return new Refusal(500, 'The broker failed; its log says why.');
  };

  const server = createServer(
    { maxHeaderSize: 8 * 1024, headersTimeout: 10_000, requestTimeout: 30_000, insecureHTTPParser: false },
    (request, response) => {
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      const answer = async () => {
        const asked = readRequest(request.method ?? '', request.url ?? '');
        if (asked.verb === 'attach')
          throw new Refusal(403, 'The broker attaches by upgrading the connection.');
        const body = await bodyOf(request, largestBody);
        await acts[asked.verb](parts, asked, body, response, gone.signal);
      };
      answer().catch((error) => {
        if (response.destroyed) return;
        const { status, message } = refused(error, request);
        if (response.headersSent) {
          response.destroy();
          return;
        }
        // A body that was not read to its end must not be taken for the next request.
        response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
        response.end(JSON.stringify({ message }));
      });
    },
  );
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Until the streams are joined nobody else listens for its errors.
    socket.on('error', () => socket.destroy());
    const answer = async () => {
      const asked = readRequest(request.method ?? '', request.url ?? '');
      if (asked.verb !== 'attach' || request.headers.upgrade !== 'tcp')
        throw new Refusal(403, 'The broker upgrades a connection to attach to a box, and for nothing else.');
      await attach(parts, asked.subject, request, socket, head);
    };
    answer().catch((error) => {
      const { status, message } = refused(error, request);
      const body = JSON.stringify({ message });
      socket.end(
        `HTTP/1.1 ${status} Refused\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
      );
    });
  });
  server.on('connection', (socket) => {
    if (socket instanceof Socket) socket.setKeepAlive(true, lifeSignMs);
  });
  server.maxConnections = mostConnections;
  return server;
}
