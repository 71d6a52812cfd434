import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Outside } from './outside.ts';
import type { Person } from './person.ts';

export interface EndedJob {
  id: string;
  status: string;
  outcome: string | null;
  queuedMs: number;
  ms: number;
}

/** What a browser does with a picture: upload by a signed link, make a job, look until it has ended. */
export function createCustomer(outside: Outside, origin: string, person: Person) {
  const api = async (path: string, method = 'GET', body?: object) => {
    const answer = await outside(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${person.token()}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
      withinMs: 90_000,
    });
    if (answer.status >= 400)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body);
  };

  return {
    api,
    /** Uploads a picture and tells its file's id and what the store said to it and to the same once more. */
    async upload(name: string, bytes: Buffer): Promise<{ fileId: string; status: number; again: number }> {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      const asked = { name, mediaType: 'image/png', bytes: bytes.length, sha256 };
      const { file, upload } = await api('/v1/files', 'POST', asked);
      const put = () =>
        outside(upload.url, {
          method: upload.method,
          headers: { ...upload.headers, 'content-length': bytes.length },
          body: bytes,
        });
      const [{ status }, { status: again }] = [await put(), await put()];
      return { fileId: file.id, status, again };
    },
    async submit(fileId: string, name: string): Promise<string> {
      return (await api('/v1/jobs', 'POST', { fileId, name })).id;
    },
    /** Waits until a job has ended; throws when it takes longer. */
    async ended(id: string, withinMs = 600_000): Promise<EndedJob> {
      const until = Date.now() + withinMs;
      while (Date.now() < until) {
        const job = await api(`/v1/jobs/${id}`);
        if (job.finishedAt) {
          const [queued, started, finished] = [job.queuedAt, job.startedAt, job.finishedAt].map((at) =>
            Date.parse(at),
          );
          return {
            ...{ id, status: job.status, outcome: job.outcome },
            queuedMs: (started ?? 0) - (queued ?? 0),
            ms: (finished ?? 0) - (queued ?? 0),
          };
        }
        await wait(1_000);
      }
      throw new Error(`The job ${id} has not ended within ${withinMs / 1000} s.`);
    },
  };
}

export type Customer = ReturnType<typeof createCustomer>;
