import type { ServerResponse } from 'node:http';
import type { Answer } from './daemon.ts';
import { isObject, type Json, stringIn } from './parse.ts';

export function send(response: ServerResponse, status: number, body: Json): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** Hands on the daemon's status, and of a failure its sentence. */
export function pass(response: ServerResponse, { status, text }: Answer): void {
  if (status < 400) {
    response.writeHead(status).end();
    return;
  }
  send(response, status, { message: sentenceIn(text) });
}

function sentenceIn(text: string): string {
  try {
    const said: Json = JSON.parse(text);
    return isObject(said) ? stringIn(said, 'message') : '';
  } catch {
    return text.slice(0, 500); // an old daemon's plain words
  }
}
