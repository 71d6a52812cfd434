import { AppError, sqlState } from '../errors.ts';

/** A cause further down tells nothing that the first five do not. */
const maxCauses = 5;
const named = /^[A-Za-z_$][\w$]{0,60}$/;
const code = /^[A-Z][A-Z0-9_]{1,40}$/;

/**
 * A copy of an error that keeps its class, where it was thrown, its codes and its causes, and none of its words.
 *
 * Messages quote what people, models, programs and databases said; what tells errors apart without quoting is a
 * SQLSTATE, a code such as ECONNREFUSED, an HTTP status, or one of our own codes.
 */
export function wordlessError(thrown: unknown, depth = 0): Error {
  const error = thrown instanceof Error ? thrown : new Error();
  const cause =
    error.cause instanceof Error && depth < maxCauses ? wordlessError(error.cause, depth + 1) : undefined;
  const copy = new Error(codesOf(error), cause === undefined ? undefined : { cause });
  copy.name = named.test(error.name) ? error.name : 'Error';
  copy.stack = [`${copy.name}: ${copy.message}`, ...framesOf(error)].join('\n');
  return copy;
}

/** As `status=503 code=ECONNRESET`, or nothing. */
function codesOf(error: Error): string {
  const facts = error as { code?: unknown; status?: unknown; $metadata?: { httpStatusCode?: unknown } };
  const status = facts.$metadata?.httpStatusCode ?? facts.status;
  const state = sqlState(error);
  return [
    typeof status === 'number' && Number.isInteger(status) ? `status=${status}` : null,
    error instanceof AppError ? `code=${error.code}` : null,
    typeof facts.code === 'string' && facts.code !== state && code.test(facts.code)
      ? `code=${facts.code}`
      : null,
    state === undefined ? null : `sqlstate=${state}`,
  ]
    .filter((fact) => fact !== null)
    .join(' ');
}

/** The lines of the stack behind the message, which may itself have lines that look like frames. */
function framesOf(error: Error): string[] {
  const stack = error.stack ?? '';
  const at = stack.indexOf(error.message);
  // A message that was changed after the throw stands somewhere in the stack in its old words.
  if (at === -1) return [];
  return stack
    .slice(at + error.message.length)
    .split('\n')
    .filter((line) => /^\s+at /.test(line));
}
