import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { Refusal } from './refusal.ts';

export interface Question {
  method: 'GET' | 'POST' | 'DELETE';
  /** With its version and query; made of constants and of names that were checked. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  status: number;
  text: string;
}

export interface Daemon {
  /** Sends a question as a request of the broker's own; nothing of a client's request line or headers is in it. */
  send(question: Question): ClientRequest;
  /** The whole answer, within a time and a size. */
  ask(question: Question): Promise<Answer>;
}

const answerMs = 60_000;
const largestAnswer = 4 * 1024 * 1024;

/** The Docker daemon behind its socket. */
export function daemonAt(socketPath: string): Daemon {
  // A kept connection may have been closed by the daemon just when the next request uses it.
  const agent = new Agent({ keepAlive: false });

  const send = ({ method, path, body, headers = {}, signal }: Question): ClientRequest => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const sized =
      method === 'POST'
        ? { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
        : {};
    const sent = request({
      ...{ socketPath, agent, method, path, host: 'docker', headers: { ...sized, ...headers } },
      ...(signal ? { signal } : {}),
    });
    sent.end(text);
    return sent;
  };

  return {
    send,
    async ask(question) {
      const late = AbortSignal.timeout(answerMs);
      const signal = question.signal ? AbortSignal.any([question.signal, late]) : late;
      return wholeOf(await responseTo(send({ ...question, signal })));
    },
  };
}

/** The head of the answer; its body is still to come. */
export function responseTo(sent: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.once('response', resolve);
    sent.on('error', (cause) => reject(daemonAway(cause)));
  });
}

/** The whole body of an answer. */
export async function wholeOf(response: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response) {
      bytes += part.length;
      if (bytes > largestAnswer)
        throw new Refusal(502, 'The Docker daemon answered more than the broker takes.');
      parts.push(part);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : daemonAway(error);
  }
  return { status: response.statusCode ?? 502, text: Buffer.concat(parts).toString('utf8') };
}

export function daemonAway(cause: unknown): Refusal {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new Refusal(502, `The Docker daemon does not answer the broker (${why}).`);
}
