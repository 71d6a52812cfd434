import { fileURLToPath } from 'node:url';
import type { Log } from '@snaprun/core/log';
import { createBubblewrapDriver } from '../bubblewrap/driver.ts';
import { readSandboxPython } from '../bubblewrap/sandbox-python.ts';
import { chooseDriver } from '../choose-driver.ts';
import type { SandboxDriver } from '../driver.ts';
import type { DriverChoice } from './arguments.ts';
import type { PythonEnvironment } from './python-environment.ts';

const runnerDir = fileURLToPath(new URL('../../../../sandbox/runner', import.meta.url));

export interface Machine {
  env: NodeJS.ProcessEnv;
  /** Builds what is missing; asked only when bubblewrap is to be used. */
  python: () => Promise<PythonEnvironment>;
  log: Log;
}

/** The driver that was chosen, with `pool` sandboxes kept warm; an `AppError` says what is missing. */
export function openDriver(
  choice: DriverChoice,
  pool: number,
  { python, log }: Machine,
): Promise<SandboxDriver> {
  return chooseDriver(choice.driver, {
    bubblewrap: async () => {
      const { sandboxDir, bwrap } = await python();
      return createBubblewrapDriver({
        bwrap,
        python: await readSandboxPython(sandboxDir),
        runnerDir,
        log,
        pool,
      });
    },
  });
}
