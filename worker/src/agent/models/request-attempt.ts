import type { Patience } from '../budgets.ts';
import { Trouble } from './trouble.ts';

/** The clocks of one request. Until an endpoint has streamed, its first byte may be its last. */
export function startAttempt(signal: AbortSignal, patience: Patience, streams: boolean) {
  const controller = new AbortController();
  const stop = () => controller.abort(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  const late = (trouble: 'no_first_byte' | 'too_slow') => () => controller.abort(new Trouble(trouble));
  const first = setTimeout(late('no_first_byte'), streams ? patience.firstByteMs : patience.totalMs);
  let total: NodeJS.Timeout | undefined;
  return {
    controller,
    answering() {
      clearTimeout(first);
      total ??= setTimeout(late('too_slow'), patience.totalMs);
    },
    end() {
      clearTimeout(first);
      clearTimeout(total);
      signal.removeEventListener('abort', stop);
      // Whatever was not read of the answer need not be sent.
      controller.abort();
    },
  };
}
