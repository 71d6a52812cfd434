import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@snaprun/core/errors';
import type { SandboxDriver } from '../driver.ts';

const patienceMs = 60_000;

/** Settles once `count` sandboxes wait ready and none is starting, so that nothing else happens on the machine. */
export async function whenReady(driver: SandboxDriver, count: number, signal: AbortSignal): Promise<void> {
  for (const end = Date.now() + patienceMs; Date.now() < end && !signal.aborted; await pause(20)) {
    const size = driver.poolSize?.();
    if (!size || (size.ready >= count && size.starting === 0)) return;
  }
  if (!signal.aborted)
    throw new AppError(
      'unavailable',
      `The ${driver.name} sandbox did not get ${count} ready within ${patienceMs / 1000} s.`,
    );
}
