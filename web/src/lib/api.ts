import * as v from 'valibot';
import { call, send } from './request.ts';
import { session } from './session.svelte.ts';
import {
  CreatedFile,
  Job,
  JobDeletion,
  JobDiff,
  JobPage,
  MadeShare,
  PictureFile,
  Results,
  SharedResult,
  ShareList,
  SignedIn,
} from './shapes.ts';

export { ApiError, sentenceOf } from './request.ts';

/** Signs in at the local issuer and keeps the token; called again with the same address it renews it. */
export async function signIn(email: string): Promise<void> {
  const { token, expiresAt } = await call(SignedIn, 'POST', '/v1/local/sign-in', { body: { email } });
  session.save({ email, token, expiresAt });
}

export function createFile(
  file: { name: string; mediaType: string; bytes: number; sha256: string },
  signal?: AbortSignal,
) {
  return call(CreatedFile, 'POST', '/v1/files', { body: file, signal });
}

export function getFile(id: string, signal?: AbortSignal) {
  return call(PictureFile, 'GET', `/v1/files/${encodeURIComponent(id)}`, { signal });
}

/** One key, one job: sending it again after a lost answer gives the same job. */
export function createJob(
  job: { fileId: string; instruction?: string },
  idempotencyKey: string,
  signal?: AbortSignal,
) {
  return call(Job, 'POST', '/v1/jobs', {
    body: job,
    headers: { 'idempotency-key': idempotencyKey },
    signal,
  });
}

/** Makes a child of a job that has ended; one key, one child. */
function createChild(id: string, path: string, body: object, idempotencyKey: string) {
  return call(Job, 'POST', `${jobPath(id)}/${path}`, {
    body,
    headers: { 'idempotency-key': idempotencyKey },
  });
}

export function askForChange(id: string, instruction: string, idempotencyKey: string) {
  return createChild(id, 'follow-ups', { instruction }, idempotencyKey);
}

export function tryAgain(id: string, idempotencyKey: string) {
  return createChild(id, 'retry', { seed: 'new' }, idempotencyKey);
}

export function runEditedCode(id: string, code: string, idempotencyKey: string) {
  return createChild(id, 'runs', { code }, idempotencyKey);
}

export function giveFeedback(id: string, verdict: 'right' | 'wrong', note?: string) {
  return call(v.unknown(), 'POST', `${jobPath(id)}/feedback`, { body: { verdict, ...(note && { note }) } });
}

export function renameJob(id: string, name: string) {
  return call(Job, 'PATCH', jobPath(id), { body: { name } });
}

/** Deletes a job for good; answers with what went. */
export async function deleteJob(id: string) {
  return (await call(JobDeletion, 'DELETE', jobPath(id))).deleted;
}

/** How the result of one job differs from another's. */
export function getJobDiff(id: string, to: string, signal?: AbortSignal) {
  return call(JobDiff, 'GET', `${jobPath(id)}/diff?${new URLSearchParams({ to })}`, { signal });
}

/** What was made of a job: its follow-ups, retries and runs, newest first. */
export async function listChildren(id: string, signal?: AbortSignal) {
  const query = new URLSearchParams({ parentId: id, limit: '50' });
  return (await call(JobPage, 'GET', `/v1/jobs?${query}`, { signal })).jobs;
}

export interface JobFilter {
  q: string;
  status: string;
}

export function listJobs(filter: JobFilter, cursor: string | null, limit: number, signal?: AbortSignal) {
  const query = new URLSearchParams({ limit: String(limit) });
  if (filter.q) query.set('q', filter.q);
  if (filter.status) query.set('status', filter.status);
  if (cursor) query.set('cursor', cursor);
  return call(JobPage, 'GET', `/v1/jobs?${query}`, { signal });
}

export function getJob(id: string, signal?: AbortSignal) {
  return call(Job, 'GET', jobPath(id), { signal });
}

const polled = new Map<string, { tag: string; job: Job }>();

/** The job, asked for so that an unchanged one costs the server hardly anything. */
export async function pollJob(id: string, signal?: AbortSignal): Promise<Job> {
  const known = polled.get(id);
  const headers: Record<string, string> = known ? { 'if-none-match': known.tag } : {};
  const response = await send('GET', jobPath(id), { headers, signal });
  if (response.status === 304 && known) return known.job;
  const job = v.parse(Job, await response.json());
  const tag = response.headers.get('etag');
  if (tag !== null) polled.set(id, { tag, job });
  return job;
}

export function getResults(id: string, signal?: AbortSignal) {
  return call(Results, 'GET', `${jobPath(id)}/results`, { signal });
}

export function cancelJob(id: string) {
  return call(v.unknown(), 'POST', `${jobPath(id)}/cancel`);
}

/** Makes a link to a result; its address is told this once. */
export function createShare(jobId: string, expiresInDays: number, idempotencyKey: string) {
  return call(MadeShare, 'POST', `${jobPath(jobId)}/shares`, {
    body: { expiresInDays },
    headers: { 'idempotency-key': idempotencyKey },
  });
}

export async function listShares(jobId: string, signal?: AbortSignal) {
  return (await call(ShareList, 'GET', `${jobPath(jobId)}/shares`, { signal })).shares;
}

export function endShare(id: string) {
  return call(v.unknown(), 'DELETE', `/v1/shares/${encodeURIComponent(id)}`);
}

/** What a link shows; asked without a session. */
export function getSharedResult(token: string, signal?: AbortSignal) {
  return call(SharedResult, 'GET', `/v1/shares/${encodeURIComponent(token)}`, { signal });
}

/** The event stream of a job after event `lastSeq`; the answer's body is `text/event-stream`. */
export function openJobEvents(id: string, lastSeq: number, signal: AbortSignal): Promise<Response> {
  const headers = { accept: 'text/event-stream', 'last-event-id': String(lastSeq) };
  return send('GET', `${jobPath(id)}/events`, { headers, signal });
}

function jobPath(id: string): string {
  return `/v1/jobs/${encodeURIComponent(id)}`;
}
