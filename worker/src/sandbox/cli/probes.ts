import { execFile } from 'node:child_process';
import { AppError } from '@snaprun/core/errors';
import { complaintOf, isolationForbidden } from '../bubblewrap/probe.ts';
import type { Probes } from './doctor.ts';
import { type Machine, openDriver } from './open-driver.ts';
import { probeDocker } from './probe-docker.ts';
import { lookForPython, type PythonSettings } from './python-environment.ts';
import { quietLog } from './quiet-log.ts';

const isolation = ['--unshare-all', '--unshare-user', '--ro-bind', '/', '/', '--proc', '/proc'];

/** The probes of this machine. */
export function probesOf(machine: Machine, settings: PythonSettings): Probes {
  const look = lookForPython(settings);
  // A doctor looks: where the environment is not built, bubblewrap is said to be not there yet.
  const python = async () => {
    const { built } = await look;
    if (built === null) throw new AppError('unavailable', 'Its Python environment is not built yet.');
    return built;
  };
  const quiet: Machine = { ...machine, python, log: quietLog(() => undefined) };
  return {
    python: () => look,
    isolation: async (bwrap) => {
      const version = (await firstLine(bwrap, ['--version'])) ?? 'bubblewrap';
      const complaint = await complaintOf([bwrap, ...isolation, '/bin/true']);
      return { version, complaint: complaint === null ? null : isolationForbidden(complaint).message };
    },
    docker: () => probeDocker(machine.env),
    runsc: () => firstLine('runsc', ['--version']),
    open: async (driver, runtime) => {
      try {
        const opened = await openDriver({ driver, runtime }, 0, quiet);
        await opened.close();
        return { name: opened.name, runtime: opened.runtime, notEnforced: opened.limits().notEnforced };
      } catch (error) {
        if (error instanceof AppError) return error.message;
        throw error;
      }
    },
  };
}

function firstLine(program: string, args: string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 10_000 }, (error, stdout) =>
      resolve(error === null ? (stdout.split('\n')[0]?.trim() ?? '') : null),
    );
  });
}
