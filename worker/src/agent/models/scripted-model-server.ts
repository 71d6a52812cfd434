import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type ModelEndpoints, type ModelRole, modelRoles } from '@snaprun/core/config';
import { z } from 'zod';

const ChatBody = z.looseObject({
  model: z.string(),
  max_tokens: z.number().optional(),
  temperature: z.number().optional(),
  stream: z.boolean().default(false),
  response_format: z.unknown().optional(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
});

export interface ScriptedRequest extends z.infer<typeof ChatBody> {
  role: ModelRole;
  headers: IncomingHttpHeaders;
  /** All text of all messages. */
  text: string;
}

export type ScriptedReply =
  /** Streamed when a stream was asked for, unless it is told to come `whole`. */
  | { text: string; finish?: 'stop' | 'length' | 'content_filter'; usage?: unknown; whole?: boolean }
  | { status: number; message?: string; headers?: Record<string, string> }
  /** A body as it is. */
  | { body: string; type?: string; status?: number }
  /** Events of a stream as they are, which then ends, hangs or breaks. */
  | { events: readonly string[]; after?: 'end' | 'hang' | 'break' }
  /** Sends a piece of an answer now and then, for ever. */
  | 'drip'
  /** Sends comments that keep the connection open, and never an answer. */
  | 'pings'
  /** Never answers. */
  | 'hang'
  /** Breaks the connection. */
  | 'break'
  /** Breaks the connection in the middle of the answer. */
  | 'break_off'
  /** Sends without end. */
  | 'flood'
  | { redirect: string };

type Script = readonly ScriptedReply[] | ((request: ScriptedRequest, n: number) => ScriptedReply);

export interface ScriptedModelServer {
  endpoints: ModelEndpoints;
  /** Every request so far, in order. */
  requests: ScriptedRequest[];
  asked(role: ModelRole): ScriptedRequest[];
  close(): Promise<void>;
}

/** Between two pieces of an answer that drips. */
const dripMs = 20;

/**
 * An OpenAI-compatible server for tests that says what it is told, per role; the last reply of a list repeats.
 *
 * It lists its models only when it is told their window.
 */
export async function startScriptedModels(
  scripts: Readonly<Record<ModelRole, Script>>,
  modelId: (role: ModelRole) => string = (role) => `scripted-${role}`,
  window?: number,
): Promise<ScriptedModelServer> {
  const requests: ScriptedRequest[] = [];
  const asked = (role: ModelRole) => requests.filter((request) => request.role === role);
  const server = createServer(async (request, response) => {
    const [, path, call] = /^\/(\w+)\/v1\/(chat\/completions|models)$/.exec(request.url ?? '') ?? [];
    const role = modelRoles.find((name) => name === path);
    if (role === undefined || (call === 'models' && window === undefined)) {
      response.writeHead(404).end();
      return;
    }
    if (call === 'models') {
      sendJson(response, 200, { object: 'list', data: [{ id: modelId(role), max_model_len: window }] });
      return;
    }
    const body = ChatBody.parse(JSON.parse(await textOf(request)));
    const received = { ...body, role, headers: request.headers, text: JSON.stringify(body.messages) };
    requests.push(received);
    const n = asked(role).length;
    const script = scripts[role];
    const reply = typeof script === 'function' ? script(received, n) : (script[n - 1] ?? script.at(-1));
    answer(reply ?? 'break', body.stream, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = (role: ModelRole) => ({
    baseUrls: [`http://127.0.0.1:${port}/${role}/v1`],
    apiKey: 'key',
    model: modelId(role),
  });
  return {
    endpoints: { vision: endpoint('vision'), reasoning: endpoint('reasoning'), code: endpoint('code') },
    requests,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(reply: ScriptedReply, streams: boolean, response: ServerResponse): void {
  if (reply === 'hang') return;
  if (reply === 'break') response.destroy();
  else if (reply === 'drip') stream(response, Readable.from(drip(`data: ${piece('word ')}\n\n`)));
  else if (reply === 'pings') stream(response, Readable.from(drip(': ping\n\n')));
  else if (reply === 'flood') stream(response, Readable.from(flood()));
  else if (reply === 'break_off') answer({ events: [piece('Here')], after: 'break' }, true, response);
  else if ('redirect' in reply) response.writeHead(307, { location: reply.redirect }).end();
  else if ('events' in reply) sendEvents(response, reply.events, reply.after ?? 'end');
  else if ('body' in reply) {
    const { type = 'application/json', status = 200, body } = reply;
    response.writeHead(status, { 'content-type': type }).end(body);
  } else if ('status' in reply) {
    sendJson(response, reply.status, { error: { message: reply.message ?? 'scripted' } }, reply.headers);
  } else if (streams && !reply.whole) sendEvents(response, completionEvents(reply), 'end');
  else sendJson(response, 200, completion(reply));
}

type Text = Extract<ScriptedReply, { text: string }>;
const defaultUsage = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 };

function completion({ text, finish = 'stop', usage = defaultUsage }: Text) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content: text } }],
    usage,
  };
}

function completionEvents({ text, finish = 'stop', usage = defaultUsage }: Text): string[] {
  const half = Math.ceil(text.length / 2);
  return [
    piece(''),
    piece(text.slice(0, half)),
    piece(text.slice(half)),
    piece(null, finish),
    JSON.stringify({ object: 'chat.completion.chunk', choices: [], usage }),
    '[DONE]',
  ];
}

/** One piece of a streamed answer. */
export function piece(content: string | null, finish: string | null = null): string {
  const choice = { index: 0, delta: content === null ? {} : { content }, finish_reason: finish };
  return JSON.stringify({ object: 'chat.completion.chunk', choices: [choice] });
}

function sendEvents(
  response: ServerResponse,
  events: readonly string[],
  after: 'end' | 'hang' | 'break',
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const event of events) response.write(`data: ${event}\n\n`);
  if (after === 'end') response.end();
  if (after === 'break') setImmediate(() => response.destroy());
}

function stream(response: ServerResponse, source: Readable): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.on('close', () => source.destroy());
  source.pipe(response);
}

function sendJson(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

function* flood(): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  for (;;) yield chunk;
}

async function* drip(text: string): AsyncGenerator<Buffer> {
  for (;;) {
    yield Buffer.from(text);
    await delay(dripMs);
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
