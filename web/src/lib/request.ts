import * as v from 'valibot';
import { PUBLIC_API_URL } from '$app/env/public';
import { text } from './i18n/text.ts';
import { session } from './session.svelte.ts';
import { Problem } from './shapes.ts';

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

export interface RequestOptions {
  body?: object;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Longer than anything that the api does while somebody waits. */
const patienceMs = 60_000;

/** Asks the api and checks the answer's shape; throws ApiError with a sentence for people. */
export async function call<S extends v.GenericSchema>(
  shape: S,
  method: string,
  path: string,
  options: RequestOptions = {},
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
    throw new ApiError(response.status, 'unexpected_answer', text.failures.unexpectedAnswer);
  } catch (error) {
    if (!late.signal.aborted || options.signal?.aborted) throw error;
    throw new ApiError(0, 'late', text.failures.late);
  } finally {
    clearTimeout(timer);
  }
}

/** The answer as it comes, for streams and downloads; anything but success and "not modified" is thrown as ApiError. */
export async function send(method: string, path: string, options: RequestOptions): Promise<Response> {
  const headers = new Headers(options.headers);
  // A service that renews its token needs the network for it, too.
  const token = await session.token().catch(() => {
    throw new ApiError(0, 'unreachable', text.failures.unreachable);
  });
  // Whoever stopped waiting meanwhile needs no request.
  options.signal?.throwIfAborted();
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
    throw new ApiError(0, 'unreachable', text.failures.unreachable);
  }
  if (response.ok || response.status === 304) return response;
  const error = await readProblem(response);
  // A refused token of ours has ended; the layout then shows the sign-in page.
  if (response.status === 401 && token !== null) session.refuse(token);
  throw error;
}

async function readProblem(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => undefined);
  const parsed = v.safeParse(Problem, body);
  const problem = parsed.success ? parsed.output : {};
  const message = problem.detail ?? problem.title ?? text.failures.status(response.status);
  return new ApiError(response.status, problem.code ?? 'unknown', message, problem.requestId ?? null);
}

/** What to tell a person about any failure of ours or of the api. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  return text.failures.ours;
}
