import { webhookUrlProblem } from '@snaprun/core/webhook-url';
import { Webhook } from 'standardwebhooks';
import { Agent, type Dispatcher, request } from 'undici';
import { createCheckedConnector } from './checked-connector.ts';
import { failureText } from './failure-text.ts';
import type { ResolveHost } from './resolve-host.ts';

export interface Posting {
  /** The delivery's id, the same in every try. */
  id: string;
  url: string;
  body: string;
  /** Each signs, the newest first. */
  secrets: readonly string[];
}

/** How webhooks are reached. */
export interface Reach {
  resolve: ResolveHost;
  allowPrivate: boolean;
  /** Certificates to trust instead of the usual ones. */
  ca?: string;
  timing: { connectMs: number; answerMs: number; bodyMs: number };
}

/** What came of one try; `error` is null for a success and else a sentence. */
export interface Answer {
  status: number | null;
  /** The beginning of the answer. */
  response: string | null;
  error: string | null;
}

export const usualPostTiming: Reach['timing'] = { connectMs: 5_000, answerMs: 10_000, bodyMs: 2_000 };

const maxResponseBytes = 4_000;
const maxResponseChars = 1_000;
const maxHeaderBytes = 8_192;

/**
 * Posts a delivery once, signed by Standard Webhooks 1.0, on a connection of its own, and never throws for what the
 * receiver does: no redirect is followed, headers must come in time, of the body only the beginning is read. Throws when
 * `stopping` is aborted, and then it is not known whether it arrived.
 */
export async function postDelivery(posting: Posting, reach: Reach, stopping: AbortSignal): Promise<Answer> {
  const problem = webhookUrlProblem(posting.url, reach);
  if (problem !== null) return { status: null, response: null, error: problem };
  const { timing, ...how } = reach;
  const tooLate = AbortSignal.timeout(timing.answerMs);
  const signal = AbortSignal.any([stopping, tooLate]);
  const connect = createCheckedConnector({ ...how, connectMs: timing.connectMs, signal });
  const agent = new Agent({ connect, maxHeaderSize: maxHeaderBytes, pipelining: 0 });
  try {
    const answer = await request(posting.url, {
      method: 'POST',
      headers: headersOf(posting, new Date()),
      body: posting.body,
      dispatcher: agent,
      signal,
    });
    const status = answer.statusCode;
    return { status, response: await beginningOf(answer.body, timing.bodyMs), error: judge(status) };
  } catch (error) {
    stopping.throwIfAborted();
    return { status: null, response: null, error: failureText(error, { tooLate, ...timing }) };
  } finally {
    await agent.destroy();
  }
}

function headersOf({ id, body, secrets }: Posting, at: Date): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'Snaprun-Webhooks/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

function judge(status: number): string | null {
  if (status >= 200 && status < 300) return null;
  if (status >= 300 && status < 400)
    return `The receiver answered ${status}, a redirect, which is not followed. Give the webhook the address that it leads to.`;
  return `The receiver answered ${status}; 2xx would have been a success.`;
}

/** The first characters of a body, of what came in time. */
async function beginningOf(body: Dispatcher.ResponseData['body'], withinMs: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const cut = setTimeout(() => body.destroy(), withinMs);
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      // Leaving the loop lets go of the rest.
      if (bytes >= maxResponseBytes) break;
    }
  } catch {
    // It broke off or took too long: the status was told, and the rest is only for show.
  } finally {
    clearTimeout(cut);
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks).subarray(0, maxResponseBytes));
  // Postgres keeps no NUL, and a cut through a pair of surrogates leaves half of it.
  return text.replaceAll('\0', '\uFFFD').slice(0, maxResponseChars).toWellFormed();
}
