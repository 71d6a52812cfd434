import { createHash } from 'node:crypto';
import { AppError } from '@snaprun/core/errors';
import { Execution } from '@snaprun/core/execution';
import { Fidelity } from '@snaprun/core/fidelity';
import { Receipt } from '@snaprun/core/receipt';
import { z } from 'zod';

const Upload = z.object({
  file: z.object({ id: z.string() }),
  upload: z
    .object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) })
    .nullable(),
});
const Job = z.object({
  id: z.string(),
  status: z.string(),
  outcome: z.string().nullable(),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  queuedAt: z.string(),
  summary: z.string().nullable(),
  receipt: Receipt,
});
const Results = z.object({
  job: Job,
  attemptId: z.string().nullable(),
  attempts: z.array(
    z.object({
      id: z.string(),
      n: z.number(),
      origin: z.string(),
      code: z.string(),
      critic: z.object({ blocked: z.boolean() }),
      execution: Execution.nullable(),
    }),
  ),
  artifacts: z.array(z.object({ attemptId: z.string().nullable(), name: z.string(), url: z.string() })),
  fidelity: Fidelity.nullable(),
});
export type Results = z.infer<typeof Results>;

const callTimeoutMs = 90_000;

/** The api as the evaluation uses it. */
export interface Api {
  upload(picture: { name: string; mediaType: string; bytes: Uint8Array }): Promise<string>;
  startJob(fileId: string, name: string): Promise<string>;
  /** Asks for a change of what a job made; resolves to the child job's id. */
  followUp(jobId: string, instruction: string): Promise<string>;
  /** Resolves when the job has ended; false when it has not by then. */
  waitForEnd(jobId: string, withinMs: number): Promise<boolean>;
  cancel(jobId: string): Promise<void>;
  results(jobId: string): Promise<Results>;
  /** All events of a job that has ended, as the stream replays them. */
  events(jobId: string): Promise<{ type: string; data: unknown }[]>;
  download(url: string): Promise<Uint8Array>;
}

const email = 'eval@snaprun.local';

export function openApi(baseUrl: string): Api {
  let token: { value: Promise<string>; untilMs: number } | null = null;

  async function signIn(): Promise<string> {
    const body = JSON.stringify({ email });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${baseUrl}/v1/local/sign-in`, { method: 'POST', headers, body });
    return z.object({ token: z.string() }).parse(await response.json()).token;
  }

  /** A token lasts an hour, an evaluation may last longer. */
  function bearer(): Promise<string> {
    if (token === null || token.untilMs < Date.now())
      token = { value: signIn(), untilMs: Date.now() + 30 * 60_000 };
    return token.value;
  }

  async function call(method: string, path: string, body?: object, more: Record<string, string> = {}) {
    const headers: Record<string, string> = { authorization: `Bearer ${await bearer()}`, ...more };
    if (body) headers['content-type'] = 'application/json';
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
      signal: AbortSignal.timeout(callTimeoutMs),
    });
    if (!response.ok)
      throw new AppError('unavailable', `${method} ${path}: ${response.status} ${await response.text()}`);
    return response;
  }

  return {
    async upload({ name, mediaType, bytes }) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const wanted = { name, mediaType, bytes: bytes.length, sha256 };
      const { file, upload } = Upload.parse(await (await call('POST', '/v1/files', wanted)).json());
      if (upload === null) return file.id;
      const { method, url, headers } = upload;
      const signal = AbortSignal.timeout(callTimeoutMs);
      const put = await fetch(url, { method, headers, body: Buffer.from(bytes), signal });
      if (!put.ok) throw new AppError('unavailable', `The storage refused a picture: ${put.status}`);
      return file.id;
    },
    async startJob(fileId, name) {
      return z
        .object({ id: z.string() })
        .parse(await (await call('POST', '/v1/jobs', { fileId, name })).json()).id;
    },
    async followUp(jobId, instruction) {
      const response = await call('POST', `/v1/jobs/${jobId}/follow-ups`, { instruction });
      return z.object({ id: z.string() }).parse(await response.json()).id;
    },
    async waitForEnd(jobId, withinMs) {
      const end = Date.now() + withinMs;
      while (Date.now() < end) {
        const seconds = Math.min(30, Math.max(1, Math.ceil((end - Date.now()) / 1000)));
        const response = await call('GET', `/v1/jobs/${jobId}`, undefined, { prefer: `wait=${seconds}` });
        const { status } = Job.parse(await response.json());
        if (['succeeded', 'failed', 'cancelled'].includes(status)) return true;
      }
      return false;
    },
    async cancel(jobId) {
      await call('POST', `/v1/jobs/${jobId}/cancel`);
    },
    async results(jobId) {
      return Results.parse(await (await call('GET', `/v1/jobs/${jobId}/results`)).json());
    },
    async events(jobId) {
      const text = await (await call('GET', `/v1/jobs/${jobId}/events`)).text();
      return text
        .split('\n')
        .filter((line) => line.startsWith('data:'))
        .map((line) => z.object({ type: z.string(), data: z.unknown() }).parse(JSON.parse(line.slice(5))));
    },
    async download(url) {
      const response = await fetch(url, { signal: AbortSignal.timeout(callTimeoutMs) });
      if (!response.ok)
        throw new AppError('unavailable', `A result could not be fetched: ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    },
  };
}
