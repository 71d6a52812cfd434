import { AppError } from '@snaprun/core/errors';
import type { Log } from '@snaprun/core/log';
import type { SandboxDriver } from './driver.ts';

export const sandboxDriverSettings = ['auto', 'docker', 'bubblewrap', 'kubernetes'] as const;

/** How to make each driver this build carries. A daemon gets `withinMs` to answer, or as long as is usual. */
export interface SandboxDriverMakers {
  docker: (withinMs?: number) => Promise<SandboxDriver>;
  bubblewrap: () => Promise<SandboxDriver>;
  kubernetes: () => Promise<SandboxDriver>;
}

/** What was asked for, in the words of `SANDBOX_DRIVER` and `SANDBOX_RUNTIME`. */
export interface DriverWish {
  driver: string;
  runtime?: string | null | undefined;
  isProduction: boolean;
}

/** A daemon on this machine answers in milliseconds; nobody's start waits longer for one that hangs. */
const quickMs = 2_000;

/**
 * The driver that `SANDBOX_DRIVER` names; `auto` takes docker where a daemon with the image answers, else bubblewrap.
 *
 * Throws an `AppError` whose sentence says what to set or install. Nothing weaker is ever taken by itself: not in
 * production, not where runsc was asked for, not for a daemon that is there and may not be used as it is set up.
 */
export async function chooseDriver(
  { driver, runtime, isProduction }: DriverWish,
  makers: SandboxDriverMakers,
  log: Log,
): Promise<SandboxDriver> {
  switch (driver) {
    case 'auto':
      try {
        return await makers.docker(quickMs);
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
        if (isProduction || runtime === 'runsc') throw needsGvisor(error, isProduction);
        log.info('Programs run in bubblewrap, because Docker cannot be used here.', { why: error.message });
        return makers.bubblewrap();
      }
    case 'docker':
      return makers.docker();
    case 'bubblewrap':
      if (isProduction)
        log.warn(
          'Programs share the kernel of the machine: the driver is bubblewrap. Use Docker with gVisor where strangers send pictures.',
          { driver, isProduction },
        );
      return makers.bubblewrap();
    case 'kubernetes':
      return makers.kubernetes();
    default:
      throw new AppError(
        'invalid_request',
        `SANDBOX_DRIVER is "${driver}"; it must be one of ${sandboxDriverSettings.join(', ')}.`,
      );
  }
}

function needsGvisor(cause: AppError, isProduction: boolean): AppError {
  const who = isProduction ? 'In production programs need gVisor' : 'SANDBOX_RUNTIME asks for gVisor (runsc)';
  return new AppError(
    'unavailable',
    `${who}, and Docker cannot be used: ${cause.message} To do without, set SANDBOX_DRIVER=bubblewrap.`,
    { cause },
  );
}
