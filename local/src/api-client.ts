import { randomUUID } from 'node:crypto';
import { AppError } from '@snaprun/core/errors';
import { finalEvents, type JobEvent } from '@snaprun/core/events';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import { Away, whileAway } from './while-away.ts';

export interface Results {
  job: {
    id: string;
    status: string;
    outcome: string | null;
    summary: string | null;
    error: { code: string; message: string } | null;
  };
  /** The attempt that the outcome is about; null unless the job succeeded. */
  attemptId: string | null;
  attempts: { id: string; n: number; code: string }[];
  artifacts: { attemptId: string | null; name: string; url: string; path?: string }[];
}

/** The api as a program sees it, over HTTP alone. */
export class ApiClient {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static withToken(url: string, token: string): ApiClient {
    return new ApiClient(url, token);
  }

  static async signIn(url: string, signal: AbortSignal): Promise<ApiClient> {
    const anonymous = new ApiClient(url, '');
    const { token } = await anonymous.#call<{ token: string }>(
      'POST',
      '/v1/local/sign-in',
      { email: 'once@snaprun.local' },
      signal,
    );
    return new ApiClient(url, token);
  }

  /** Negotiates and sends the bytes straight to storage; the id of the file, new or already there. */
  async upload(
    picture: { name: string; mediaType: string; bytes: Uint8Array; sha256: string },
    signal: AbortSignal,
  ): Promise<string> {
    const { bytes, ...facts } = picture;
    const body = { name: facts.name, mediaType: facts.mediaType, bytes: bytes.length, sha256: facts.sha256 };
    const { file, upload } = await this.#call<{
      file: { id: string };
      upload: { url: string; method: string; headers: Record<string, string> } | null;
    }>('POST', '/v1/files', body, signal);
    if (upload === null) return file.id;
    const response = await fetch(upload.url, {
      method: upload.method,
      headers: upload.headers,
      body: Buffer.from(bytes),
      signal,
    });
    if (!response.ok)
      throw new AppError('unavailable', `The storage refused the picture (${response.status}).`);
    return file.id;
  }

  createJob(job: { fileId: string; instruction: string | null; name: string }, signal: AbortSignal) {
    const { instruction, ...rest } = job;
    return this.#call<{ id: string }>(
      'POST',
      '/v1/jobs',
      instruction === null ? rest : { ...rest, instruction },
      signal,
    );
  }

  results(jobId: string, signal: AbortSignal): Promise<Results> {
    return this.#call('GET', `/v1/jobs/${jobId}/results`, undefined, signal);
  }

  /** Deletes a job with all that it left. Not bound to a signal: it is what is done when that fires. */
  async deleteJob(jobId: string): Promise<void> {
    await this.#call('DELETE', `/v1/jobs/${jobId}`, undefined, AbortSignal.timeout(30_000));
  }

  /** Not bound to the caller's signal: it is what is done when that fires. */
  async cancel(jobId: string): Promise<void> {
    await this.#call('POST', `/v1/jobs/${jobId}/cancel`, undefined, AbortSignal.timeout(5000));
  }

  /** A job's events from the first to the final one; a stream that breaks is taken up where it was. */
  async *events(jobId: string, signal: AbortSignal): AsyncGenerator<JobEvent> {
    let last = 0;
    for (let broken = 0; broken < 20; ) {
      try {
        for await (const event of this.#stream(jobId, last, signal)) {
          last = event.seq;
          broken = 0;
          yield event;
          if (finalEvents.includes(event.type)) return;
        }
        broken++;
      } catch (error) {
        if (signal.aborted || error instanceof AppError) throw error;
        broken++;
      }
      await new Promise((resolve) => setTimeout(resolve, Math.min(250 * broken, 2000)));
    }
    throw new AppError(
      'unavailable',
      `The events of job ${jobId} cannot be followed; it may still end by itself.`,
    );
  }

  async *#stream(jobId: string, after: number, signal: AbortSignal): AsyncGenerator<JobEvent> {
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(after > 0 ? { 'last-event-id': String(after) } : {}),
    };
    const response = await fetch(`${this.#url}/v1/jobs/${jobId}/events`, { headers, signal });
    if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`);
    const waiting: EventSourceMessage[] = [];
    const parser = createParser({ onEvent: (message) => waiting.push(message) });
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      parser.feed(text);
      for (const message of waiting.splice(0)) yield JSON.parse(message.data) as JobEvent;
    }
  }

  async download(url: string, signal: AbortSignal): Promise<Uint8Array> {
    const response = await fetch(url, { signal });
    if (!response.ok)
      throw new AppError('unavailable', `A result could not be fetched from storage (${response.status}).`);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** One key for all tries: what was done though the answer got lost is not done twice. */
  #call<T>(method: string, path: string, body: unknown, signal: AbortSignal): Promise<T> {
    const key = method === 'POST' ? randomUUID() : null;
    return whileAway(() => this.#ask<T>(method, path, body, key, signal), signal);
  }

  async #ask<T>(
    method: string,
    path: string,
    body: unknown,
    key: string | null,
    signal: AbortSignal,
  ): Promise<T> {
    const headers: Record<string, string> = key === null ? {} : { 'idempotency-key': key };
    if (this.#token !== '') headers.authorization = `Bearer ${this.#token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const request = { method, headers, body: JSON.stringify(body) ?? null, signal };
    const response = await fetch(`${this.#url}${path}`, request).catch((cause: unknown) => {
      if (signal.aborted) throw cause;
      throw new AppError(
        'unavailable',
        `Snaprun at ${this.#url} does not answer. Start it again, then try again.`,
        {
          cause,
        },
      );
    });
    if (response.ok) return (await response.json()) as T;
    const problem = (await response.json().catch(() => ({}))) as { detail?: string };
    const sentence = problem.detail ?? `The api answered ${response.status} to ${method} ${path}.`;
    if (response.status === 503) throw new Away(sentence);
    const isInput = [413, 415, 422].includes(response.status);
    throw new AppError(isInput ? 'invalid_request' : 'unavailable', sentence);
  }
}
