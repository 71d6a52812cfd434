import * as v from 'valibot';
import { PUBLIC_API_URL } from '$app/env/public';
import { session } from './session.svelte.ts';
import {
  CreatedFile,
  Job,
  JobPage,
  MadeShare,
  PictureFile,
  Problem,
  Results,
  SharedResult,
  ShareList,
  SignedIn,
} from './shapes.ts';

/** What the api refused or could not do; the message is a sentence for people. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;

  /** Status 0 means that no answer came. */
  constructor(status: number, code: string, message: string, requestId: string | null = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** Signs in at the local issuer and keeps the token; called again with the same address it renews it. */
export async function signIn(email: string): Promise<void> {
  const { token, expiresAt } = await call(SignedIn, 'POST', '/v1/local/sign-in', { body: { email } });
  session.save({ email, token, expiresAt });
}

export function createFile(file: { name: string; mediaType: string; bytes: number; sha256: string }) {
  return call(CreatedFile, 'POST', '/v1/files', { body: file });
}

export function getFile(id: string, signal?: AbortSignal) {
  return call(PictureFile, 'GET', `/v1/files/${encodeURIComponent(id)}`, { signal });
}

/** One key, one job: sending it again after a lost answer gives the same job. */
export function createJob(job: { fileId: string; instruction?: string }, idempotencyKey: string) {
  return call(Job, 'POST', '/v1/jobs', { body: job, headers: { 'idempotency-key': idempotencyKey } });
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

export function giveFeedback(id: string, verdict: 'right' | 'wrong') {
  return call(v.unknown(), 'POST', `${jobPath(id)}/feedback`, { body: { verdict } });
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

interface Options {
  body?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Longer than anything that the api does while somebody waits. */
const patienceMs = 60_000;

function jobPath(id: string): string {
  return `/v1/jobs/${encodeURIComponent(id)}`;
}

async function call<S extends v.GenericSchema>(
  shape: S,
  method: string,
  path: string,
  options: Options = {},
): Promise<v.InferOutput<S>> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), patienceMs);
  const signal = options.signal ? AbortSignal.any([options.signal, late.signal]) : late.signal;
  try {
    const response = await send(method, path, { ...options, signal });
    const answer: unknown = await response.json().catch(() => undefined);
    signal.throwIfAborted();
    const parsed = v.safeParse(shape, answer);
    if (parsed.success) return parsed.output;
    throw new ApiError(
      response.status,
      'unexpected_answer',
      'The server answered in a way this page does not understand. Reload the page; it may have been updated.',
    );
  } catch (error) {
    if (!late.signal.aborted || options.signal?.aborted) throw error;
    throw new ApiError(0, 'late', 'The server has not answered for a minute. Try again.');
  } finally {
    clearTimeout(timer);
  }
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  const headers = new Headers(options.headers);
  const token = session.value?.token;
  if (token) headers.set('authorization', `Bearer ${token}`);
  if (options.body) headers.set('content-type', 'application/json');
  let response: Response;
  try {
    response = await fetch(`${PUBLIC_API_URL}${path}`, {
      method,
      headers,
      body: options.body && JSON.stringify(options.body),
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, 'unreachable', 'The server cannot be reached. Check the connection and try again.');
  }
  if (response.ok) return response;
  const error = await readProblem(response);
  // A refused token of ours has ended; the layout then shows the sign-in page.
  if (response.status === 401 && token !== undefined && token === session.value?.token) session.clear();
  throw error;
}

async function readProblem(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = v.safeParse(Problem, body);
  const problem = parsed.success ? parsed.output : {};
  const message =
    problem.detail ??
    problem.title ??
    `The server could not do this now (status ${response.status}). Try again in a moment.`;
  return new ApiError(response.status, problem.code ?? 'unknown', message, problem.requestId ?? null);
}

/** What to tell a person about any failure of ours or of the api. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return 'Something went wrong on this page. Reload it and try again.';
}
