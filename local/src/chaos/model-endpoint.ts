import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { listenOn } from './listen-on.ts';
import { reading } from './reading.ts';

const Body = z.looseObject({ seed: z.number().optional(), messages: z.unknown() });
const roles = ['vision', 'reasoning', 'code'] as const;

export interface ModelEndpoint {
  url(role: (typeof roles)[number]): string;
  /** How long each answer takes. */
  takesMs: number;
  /** How often each request of a job, known by its seed, was asked: one number for each that differs. */
  asked(seed: number): number[];
  close(): Promise<void>;
}

const answers = {
  vision: JSON.stringify(reading),
  reasoning: JSON.stringify({ thought: 'The reading is good.', action: 'write_code', input: {} }),
  code: 'Here:\n```python\nprint("done")\n```\n',
};

/** An OpenAI-compatible endpoint for all roles that always says the same, and counts what it was asked. */
export async function startModelEndpoint(takesMs: number): Promise<ModelEndpoint> {
  const asked = new Map<number, Map<string, number>>();
  const server = createServer(async (request, response) => {
    const role = roles.find((name) => request.url === `/${name}/v1/chat/completions`);
    if (role === undefined) {
      response.writeHead(404).end();
      return;
    }
    try {
      const { seed = -1, messages } = Body.parse(await json(request));
      const key = createHash('sha256')
        .update(`${role} ${JSON.stringify(messages)}`)
        .digest('hex');
      const ofJob = asked.get(seed) ?? new Map<string, number>();
      asked.set(seed, ofJob.set(key, (ofJob.get(key) ?? 0) + 1));
    } catch {
      response.destroy(); // the worker died while it was asking, which is no request
      return;
    }
    await pause(endpoint.takesMs);
    const choice = (delta: object, finish: string | null) =>
      `data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
    const usage = { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 };
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(choice({ content: answers[role] }, null));
    response.write(choice({}, 'stop'));
    response.write(`data: ${JSON.stringify({ object: 'chat.completion.chunk', choices: [], usage })}\n\n`);
    response.end('data: [DONE]\n\n');
  });
  const { url, close } = await listenOn(server, 0);
  const endpoint: ModelEndpoint = {
    url: (role) => `${url}/${role}/v1`,
    takesMs,
    asked: (seed) => [...(asked.get(seed)?.values() ?? [])],
    close,
  };
  return endpoint;
}
