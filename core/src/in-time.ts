import { AppError } from './errors.ts';

/**
 * Does `act` with a signal that ends with the caller's, after `ms`, or when `act` itself calls `end`.
 *
 * Too late is an AppError `unavailable` of the object storage; every other error stays as it is.
 */
export async function inTime<T>(
  ms: number,
  signal: AbortSignal | undefined,
  act: (signal: AbortSignal, end: () => void) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const late = setTimeout(() => own.abort(lateError), ms);
  try {
    return await act(signal ? AbortSignal.any([signal, own.signal]) : own.signal, () => own.abort());
  } catch (cause) {
    if (own.signal.reason !== lateError || signal?.aborted) throw cause;
    const message = 'The object storage does not answer in time. Try again in a moment.';
    throw new AppError('unavailable', message, { cause });
  } finally {
    clearTimeout(late);
  }
}

const lateError = new Error('The time for this call is over.');
