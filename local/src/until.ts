import { setTimeout as pause } from 'node:timers/promises';

/** Resolves once `look` finds something; throws with `what` when it finds nothing in time. */
export async function until<T>(
  what: string | (() => string),
  look: () => T | Promise<T>,
  timeoutMs = 30_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found as NonNullable<T>;
    if (Date.now() > end) throw new Error(`Waited in vain: ${typeof what === 'string' ? what : what()}`);
    await pause(20);
  }
}
