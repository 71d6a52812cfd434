import * as v from 'valibot';
import { text } from './i18n/text.ts';
import { ApiError, call } from './request.ts';

const Bundle = v.object({ url: v.string(), bytes: v.number(), expiresAt: v.string() });
const Building = v.object({ message: v.string() });
export type Bundle = v.InferOutput<typeof Bundle>;

/** Each request waits half a minute by itself. */
const pauseMs = 2_000;
const mostRequests = 10;

/** A link to everything of a job in one zip, once it is packed; throws ApiError when that takes minutes. */
export async function waitForBundle(jobId: string, signal: AbortSignal): Promise<Bundle> {
  const path = `/v1/jobs/${encodeURIComponent(jobId)}/bundle`;
  for (let n = 1; ; n += 1) {
    const headers = { accept: 'application/json' };
    const answer = await call(v.union([Bundle, Building]), 'GET', path, { headers, signal });
    if ('url' in answer) return answer;
    if (n === mostRequests) throw new ApiError(202, 'late', text.bundle.late);
    await pause(pauseMs, signal);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    }
    signal.addEventListener('abort', done);
  });
}
