import { AppError } from '@snaprun/core/errors';
import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';

/** The api is there and cannot do it now: its database or storage is away. */
export class Away extends AppError {
  constructor(sentence: string) {
    super('unavailable', sentence);
  }
}

export interface Patience {
  maxAttempts: number;
  initialDelayMs: number;
  maxDelayMs: number;
}

/** About a minute: longer than any part of ours takes to start again. */
const usualPatience: Patience = { maxAttempts: 15, initialDelayMs: 250, maxDelayMs: 5_000 };

/** Asks again, after pauses that grow, as long as the api says that it cannot do it now; the last refusal is thrown. */
export function whileAway<T>(
  ask: () => Promise<T>,
  signal: AbortSignal,
  { maxAttempts, initialDelayMs, maxDelayMs }: Patience = usualPatience,
): Promise<T> {
  const policy = retry(
    handleWhen((error) => error instanceof Away),
    { maxAttempts, backoff: new ExponentialBackoff({ initialDelay: initialDelayMs, maxDelay: maxDelayMs }) },
  );
  return policy.execute(ask, signal);
}
