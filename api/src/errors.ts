import { AppError, type ErrorCode, sqlState } from '@snaprun/core/errors';
import { HTTPException } from 'hono/http-exception';
import type { Problem } from './shapes/problem.ts';
import { accountGone } from './users.ts';

/** The one table from our codes to HTTP. */
export const statusOf = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  gone: 410,
  payload_too_large: 413,
  unsupported_media_type: 415,
  unprocessable: 422,
  rate_limited: 429,
  quota_exceeded: 409,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<ErrorCode, number>;

const titleOf: Record<ErrorCode, string> = {
  invalid_request: 'The request cannot be read',
  unauthenticated: 'Not signed in',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  method_not_allowed: 'Method not allowed',
  conflict: 'Conflict',
  gone: 'Gone',
  payload_too_large: 'Too large',
  unsupported_media_type: 'Media type not supported',
  unprocessable: 'Not acceptable',
  rate_limited: 'Too many requests',
  quota_exceeded: 'Your limit is reached',
  internal: 'Something went wrong',
  unavailable: 'Not available now',
};

/** An error as people may see it: what is not ours becomes `internal` or `unavailable` and says nothing of its cause. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof HTTPException) return fromHttp(error);
  if (isOfDeletedAccount(error)) return accountGone();
  if (isDatabaseAway(error))
    return new AppError('unavailable', 'The database does not answer now. Try again in a moment.', {
      cause: error,
    });
  if (isStorageError(error))
    return new AppError('unavailable', 'The object storage does not answer now. Try again in a moment.', {
      cause: error,
    });
  return new AppError(
    'internal',
    'Something went wrong on our side. Try again; if it stays, tell us the request id.',
    {
      cause: error,
    },
  );
}

/** The RFC 9457 body of an error. */
export function problemOf(error: AppError, requestId: string): Problem {
  const { errors, quota } = error.details as Pick<Problem, 'errors' | 'quota'>;
  return {
    type: 'about:blank',
    title: titleOf[error.code],
    status: statusOf[error.code],
    detail: error.message,
    code: error.code,
    requestId,
    ...(errors === undefined ? {} : { errors }),
    ...(quota === undefined ? {} : { quota }),
  };
}

export function problemResponse(error: AppError, requestId: string): Response {
  const body = problemOf(error, requestId);
  const headers = new Headers({ 'content-type': 'application/problem+json' });
  if (error.code === 'unauthenticated') headers.set('www-authenticate', 'Bearer');
  if (error.code === 'unavailable') headers.set('retry-after', '5');
  const { allow, retryAfterS } = error.details;
  if (typeof allow === 'string') headers.set('allow', allow);
  if (typeof retryAfterS === 'number') headers.set('retry-after', String(retryAfterS));
  return new Response(JSON.stringify(body), { status: body.status, headers });
}

function fromHttp(error: HTTPException): AppError {
  switch (error.status) {
    case 400:
      return new AppError('invalid_request', 'The body is not valid JSON.');
    case 413:
      return new AppError('payload_too_large', 'The body is larger than 256 KB.');
    case 415:
      return new AppError(
        'unsupported_media_type',
        'Send the body as JSON with content-type: application/json.',
      );
    default:
      return new AppError('internal', 'Something went wrong on our side.', { cause: error });
  }
}

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
]);

function isDatabaseAway(error: unknown): boolean {
  // Class 57P: the server is shutting down or starting; 08: connection exception; 53300: no connection left;
  // 40P01: it broke a deadlock, 57014: it gave up a statement; the same request will do later.
  if (/^(57P|57014|08|53300|40P01)/.test(sqlState(error) ?? '')) return true;
  for (let e = error; e instanceof Error; e = e.cause) {
    if (isStorageError(e)) return false;
    const { code } = e as { code?: unknown };
    if (typeof code === 'string' && connectionCodes.has(code)) return true;
  }
  return false;
}

/** The SDK marks everything it throws, network trouble included, with `$metadata`. */
function isStorageError(error: unknown): boolean {
  return error instanceof Error && '$metadata' in error;
}

/** A row that refers to its person, inserted while they were being deleted. */
function isOfDeletedAccount(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { code, constraint_name: name } = e as { code?: unknown; constraint_name?: unknown };
    if (code === '23503' && typeof name === 'string' && name.endsWith('_user_id_users_id_fk')) return true;
  }
  return false;
}
