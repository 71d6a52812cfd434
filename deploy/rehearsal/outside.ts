import type { IncomingHttpHeaders } from 'node:http';
import { request as plain } from 'node:http';
import { request as secure } from 'node:https';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  /** When each part of the body came, in ms since the request. */
  parts: { atMs: number; text: string }[];
}

export interface Ask {
  method?: string;
  headers?: Record<string, string | number>;
  body?: string | Buffer;
  withinMs?: number;
}

/** Speaks to the stack as the outside does: by its names, which lead to this machine, trusting its authority alone. */
export function createOutside(authority: string) {
  return (
    url: string,
    { method = 'GET', headers = {}, body, withinMs = 60_000 }: Ask = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const from = Date.now();
      const { protocol } = new URL(url);
      const sent = (protocol === 'https:' ? secure : plain)(
        url,
        {
          ...{ method, headers, ca: authority, agent: false, signal: AbortSignal.timeout(withinMs) },
          lookup: (_name, options, found) =>
            options.all ? found(null, [{ address: '127.0.0.1', family: 4 }]) : found(null, '127.0.0.1', 4),
        },
        (response) => {
          const parts: Answer['parts'] = [];
          response.setEncoding('utf8');
          response.on('data', (text: string) => parts.push({ atMs: Date.now() - from, text }));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: parts.map(({ text }) => text).join(''),
              parts,
            }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
}

export type Outside = ReturnType<typeof createOutside>;
