import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type ModelRole, modelRoles } from '@snaprun/core/config';
import type { Log } from '@snaprun/core/log';
import { type Answers, answerRequest } from './answer-request.ts';
import { ApiError } from './api-error.ts';
import { bearerMatches } from './bearer.ts';
import { completionBody, completionEvents } from './chat-reply.ts';
import { parseChatRequest } from './chat-request.ts';
import type { Faults } from './faults.ts';
import { readRequestBody } from './request-body.ts';
import { contextWindows, modelIds } from './role-limits.ts';

export interface DemoModelsOptions {
  /** The Bearer key that every call but `/health` must carry. */
  key: string;
  answers: Answers;
  faults: Faults;
  /** Milliseconds that every answer is held back. */
  latencyMs: number;
  log: Log;
}

/**
 * An OpenAI-compatible server for the three roles under `/{vision|reasoning|code}/v1`, not yet listening.
 *
 * No language model is inside. It keeps to the limits of the real ones and refuses in vLLM's words.
 */
export function createDemoModels(options: DemoModelsOptions): Server {
  return createServer((request, response) => {
    const started = performance.now();
    // Not by URL: a target such as `//` is none, and what throws here ends the process.
    const [path = '/'] = (request.url ?? '/').split('?');
    response.on('close', () => {
      const fields = { path, status: response.statusCode, ms: Math.round(performance.now() - started) };
      if (path.endsWith('/completions'))
        options.log.info('answered', { ...fields, cut: !response.writableEnded });
    });
    route(request, response, path, options).catch((error) => refuse(response, error, options.log));
  });
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  options: DemoModelsOptions,
): Promise<void> {
  const [, first, ...rest] = path.split('/');
  const role = modelRoles.find((name) => name === first);
  const tail = rest.join('/');
  if (path === '/health' || (role && tail === 'health')) {
    sendJson(response, 200, { status: 'ok', demo: true, roles: modelRoles });
    return;
  }
  if (!role) throw new ApiError(404, `There is no ${path} here. Use /{vision|reasoning|code}/v1.`);
  if (!bearerMatches(request.headers.authorization, options.key)) {
    throw new ApiError(401, 'Incorrect API key provided.', { code: 'invalid_api_key' });
  }
  if (tail === 'v1/models') {
    sendJson(response, 200, { object: 'list', data: [describeModel(role)] });
  } else if (tail === 'v1/chat/completions') {
    if (request.method !== 'POST') throw new ApiError(405, 'Method Not Allowed: use POST.');
    await complete(role, request, response, options);
  } else {
    throw new ApiError(
      404,
      `There is no ${path} here. Use /${role}/v1/chat/completions or /${role}/v1/models.`,
    );
  }
}

async function complete(
  role: ModelRole,
  request: IncomingMessage,
  response: ServerResponse,
  options: DemoModelsOptions,
): Promise<void> {
  const left = new AbortController();
  response.on('close', () => left.abort());
  const asked = parseChatRequest(await readRequestBody(request));
  const reply = await answerRequest(role, asked, options, left.signal);
  if (left.signal.aborted) return;
  if (!asked.stream) {
    sendJson(response, 200, completionBody(reply));
    return;
  }
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });
  for (const event of completionEvents(reply, asked.stream_options?.include_usage ?? false))
    response.write(event);
  response.end();
}

function describeModel(role: ModelRole) {
  return {
    id: modelIds[role],
    object: 'model',
    created: 0,
    owned_by: 'snaprun demo models',
    max_model_len: contextWindows[role],
  };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

function refuse(response: ServerResponse, error: unknown, log: Log): void {
  const known = error instanceof ApiError ? error : null;
  // A caller that has left has closed the response; whatever failed then is not news.
  if (!known && !response.destroyed) log.error('a demo model failed', { error });
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  // What is left of a refused body is not read, so the connection cannot be used again.
  response.setHeader('connection', 'close');
  const shown = known ?? new ApiError(500, 'The demo model failed; its log says why.');
  sendJson(response, shown.status, shown.body);
}
