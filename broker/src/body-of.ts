import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

/** The body of a client's request; one that is too long is not read to its end. */
export async function bodyOf(request: IncomingMessage, most: number): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > most) throw new Refusal(413, `The broker takes ${most} bytes at most.`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
