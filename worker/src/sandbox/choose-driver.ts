import { AppError } from '@snaprun/core/errors';
import type { SandboxDriver } from './driver.ts';

export const sandboxDriverSettings = ['auto', 'docker', 'bubblewrap', 'kubernetes'] as const;

/** How to make each driver this build carries. */
export interface SandboxDriverMakers {
  bubblewrap: () => Promise<SandboxDriver>;
}

/**
 * The driver that `SANDBOX_DRIVER` names; `auto` takes the best one that this machine has.
 *
 * Throws an `AppError` whose sentence says what to set or install; never falls back to less isolation.
 */
export async function chooseDriver(setting: string, makers: SandboxDriverMakers): Promise<SandboxDriver> {
  switch (setting) {
    case 'auto':
    case 'bubblewrap':
      return makers.bubblewrap();
    case 'docker':
    case 'kubernetes':
      throw new AppError(
        'unavailable',
        `SANDBOX_DRIVER is ${setting}, which this build does not carry yet; set it to bubblewrap or leave it unset.`,
      );
    default:
      throw new AppError(
        'invalid_request',
        `SANDBOX_DRIVER is "${setting}"; it must be one of ${sandboxDriverSettings.join(', ')}.`,
      );
  }
}
