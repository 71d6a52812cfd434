import { AppError } from '@snaprun/core/errors';
import type { Log } from '@snaprun/core/log';
import type { SandboxDriver } from './driver.ts';

export const sandboxDriverSettings = ['auto', 'docker', 'bubblewrap', 'kubernetes'] as const;

/** How to make each driver this build carries. A daemon gets `withinMs` to answer, or as long as is usual. */
export interface SandboxDriverMakers {
  docker: (withinMs?: number) => Promise<SandboxDriver>;
  bubblewrap: () => Promise<SandboxDriver>;
}

/** A daemon on this machine answers in milliseconds; nobody's start waits longer for one that hangs. */
const quickMs = 2_000;

/**
 * The driver that `SANDBOX_DRIVER` names; `auto` takes docker where a daemon with the image answers, else bubblewrap.
 *
 * Throws an `AppError` whose sentence says what to set or install. A daemon that is there and may not be used as
 * it is set up is never passed over for something weaker.
 */
export async function chooseDriver(
  setting: string,
  makers: SandboxDriverMakers,
  log: Log,
): Promise<SandboxDriver> {
  switch (setting) {
    case 'auto':
      try {
        return await makers.docker(quickMs);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
        log.info('Programs run in bubblewrap, because Docker cannot be used here.', { why: error.message });
        return makers.bubblewrap();
      }
    case 'docker':
      return makers.docker();
    case 'bubblewrap':
      return makers.bubblewrap();
    case 'kubernetes':
      throw new AppError(
        'unavailable',
        'SANDBOX_DRIVER is kubernetes, which this build does not carry yet; set it to docker or bubblewrap, or leave it unset.',
      );
    default:
      throw new AppError(
        'invalid_request',
        `SANDBOX_DRIVER is "${setting}"; it must be one of ${sandboxDriverSettings.join(', ')}.`,
      );
  }
}
