import { AppError } from '@snaprun/core/errors';
import { SandboxTrouble } from '../agent/nodes/run.ts';
import { codeOf } from '../sandbox/docker/daemon-trouble.ts';
import { LeaseLost } from './lease.ts';

const storageAway = 'The object storage does not answer.';
const databaseAway = 'The database does not answer.';

/**
 * What is away, as a sentence for the page of a job; null where the trouble is of another kind.
 *
 * An outage passes by itself or is repaired, so whoever meets one waits for its end and is not counted a failure.
 */
export function outageOf(error: unknown): string | null {
  const causes = causesOf(error);
  if (causes.some((cause) => fullDisc.has(codeOf(cause) ?? ''))) return 'A disc of the worker is full.';
  if (causes.some(isStorageFull)) return 'The object storage is full.';
  if (causes.some(isStorageAway)) return storageAway;
  if (causes.some(isDatabaseAway)) return databaseAway;
  const isSandboxAway =
    causes.some((cause) => cause instanceof SandboxTrouble) &&
    causes.some((cause) => cause instanceof AppError && cause.code === 'unavailable');
  return isSandboxAway ? 'No sandbox can be started.' : null;
}

/** An error and what caused it, outermost first. */
export function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  for (let e = error; e !== undefined && causes.length < 10; e = e instanceof Error ? e.cause : undefined)
    causes.push(e);
  return causes;
}

const fullDisc = new Set(['ENOSPC', 'EDQUOT']);
const refusals = new Set([401, 403, 429]);

/** The S3 client marks every error of its own with what it knows of the answer, were it nothing. */
function statusOf(error: unknown): { status: number | undefined } | null {
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  return { status: (error.$metadata as { httpStatusCode?: number }).httpStatusCode };
}

function isStorageFull(error: unknown): boolean {
  const name = error instanceof Error ? error.name : '';
  return statusOf(error)?.status === 507 || /StorageFull|InsufficientStorage|QuotaExceeded/.test(name);
}

function isStorageAway(error: unknown): boolean {
  if (error instanceof AppError && error.code === 'unavailable' && /object storage/.test(error.message))
    return true;
  const answer = statusOf(error);
  if (answer === null) return false;
  const { status } = answer;
  if (status === undefined || status >= 500 || refusals.has(status)) return true;
  return error instanceof Error && error.name === 'NoSuchBucket';
}

const networkTrouble = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
]);
const connectionTrouble = /^CONNECTION_(CLOSED|ENDED|DESTROYED)$|^CONNECT_TIMEOUT$/;
/** Broken connections, exhausted resources, a server that starts or stops, one that only reads (Postgres, appendix A). */
const serverTrouble = /^(08|53|57P|58)\w+$|^25006$/;

function isDatabaseAway(error: unknown): boolean {
  if (error instanceof LeaseLost) return true;
  const code = codeOf(error) ?? '';
  if (connectionTrouble.test(code) || serverTrouble.test(code) || networkTrouble.has(code)) return true;
  // What the checkpointer's client says has no code.
  return (
    error instanceof Error &&
    /^Connection terminated|timeout exceeded when trying to connect/.test(error.message)
  );
}
