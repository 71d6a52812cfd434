import { hc } from 'hono/client';
import type { AppType } from './app.ts';
import type { File } from './shapes/file.ts';

export type { Bundle } from './shapes/bundle.ts';
export type { File } from './shapes/file.ts';
export type { Job } from './shapes/job.ts';
export type { JobEvent } from './shapes/job-event.ts';
export type { Problem } from './shapes/problem.ts';
export type { Artifact, Attempt, Results } from './shapes/results.ts';

export interface ClientOptions {
  /** The system's origin, such as `http://127.0.0.1:4400`. */
  url: string;
  /** A personal token or a session token; left out for what needs none. */
  token?: string;
  fetch?: typeof fetch;
}

export type Client = ReturnType<typeof createClient>;

/**
 * A client that knows every route, its parameters and its answers: `client.v1.jobs.$post({ json: { fileId } })`.
 *
 * A refusal is an answer like any other: look at `ok` or `status` before reading `json()`.
 */
export function createClient({ url, token, fetch }: ClientOptions) {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return hc<AppType>(url, { headers, ...(fetch === undefined ? {} : { fetch }) });
}

/** Announces a picture and sends its bytes, where they are not known already; throws the api's sentence when it is refused. */
export async function uploadPicture(
  client: Client,
  picture: { name: string; mediaType: 'image/png' | 'image/jpeg'; content: Uint8Array<ArrayBuffer> },
  send: typeof fetch = fetch,
): Promise<File> {
  const { name, mediaType, content } = picture;
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', content));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const announced = await client.v1.files.$post({
    header: {},
    json: { name, mediaType, bytes: content.length, sha256 },
  });
  if (!announced.ok) throw new Error((await announced.json()).detail);
  const { file, upload } = await announced.json();
  if (upload !== null) {
    const { method, url, headers } = upload;
    const stored = await send(url, { method, headers, body: content });
    if (!stored.ok) throw new Error(`The storage did not take ${name}: ${stored.status}.`);
  }
  return file;
}
