import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { type ModelEndpoints, type ModelRole, modelRoles } from '@snaprun/core/config';
import { z } from 'zod';

const ChatBody = z.looseObject({
  model: z.string(),
  max_tokens: z.number().optional(),
  temperature: z.number().optional(),
  messages: z.array(z.object({ role: z.string(), content: z.unknown() })),
});

export interface ScriptedRequest extends z.infer<typeof ChatBody> {
  role: ModelRole;
  /** All text of all messages. */
  text: string;
}

export type ScriptedReply =
  | { text: string; finish?: 'stop' | 'length' | 'content_filter' }
  | { status: number; message?: string }
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

/** An OpenAI-compatible server for tests that says what it is told, per role; the last reply of a list repeats. */
export async function startScriptedModels(
  scripts: Readonly<Record<ModelRole, Script>>,
  modelId: (role: ModelRole) => string = (role) => `scripted-${role}`,
): Promise<ScriptedModelServer> {
  const requests: ScriptedRequest[] = [];
  const asked = (role: ModelRole) => requests.filter((request) => request.role === role);
  const server = createServer(async (request, response) => {
    const role = modelRoles.find((name) => request.url === `/${name}/v1/chat/completions`);
    if (role === undefined) {
      response.writeHead(404).end();
      return;
    }
    const body = ChatBody.parse(JSON.parse(await textOf(request)));
    const received = { ...body, role, text: JSON.stringify(body.messages) };
    requests.push(received);
    const n = asked(role).length;
    const script = scripts[role];
    const reply = typeof script === 'function' ? script(received, n) : (script[n - 1] ?? script.at(-1));
    if (reply === undefined || reply === 'break') {
      request.socket.destroy();
      return;
    }
    if (reply === 'hang') return;
    if (reply === 'break_off' || reply === 'flood') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"choices": [');
      if (reply === 'flood') Readable.from(flood()).pipe(response);
      else setImmediate(() => request.socket.destroy());
      return;
    }
    if ('redirect' in reply) {
      response.writeHead(307, { location: reply.redirect }).end();
      return;
    }
    const answer =
      'status' in reply ? { error: { message: reply.message ?? 'scripted' } } : completion(reply);
    response.writeHead('status' in reply ? reply.status : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
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

function* flood(): Generator<Buffer> {
  const chunk = Buffer.alloc(64 * 1024, ' ');
  for (;;) yield chunk;
}

function completion({ text, finish = 'stop' }: { text: string; finish?: string }) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: finish, message: { role: 'assistant', content: text } }],
    usage: { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
