import { execFile } from 'node:child_process';
import { AppError } from '@snaprun/core/errors';
import type { Log } from '@snaprun/core/log';
import { isolationForbidden } from '../bubblewrap/probe.ts';
import type { SandboxDriver } from '../driver.ts';
import type { Probes } from './doctor.ts';
import { listedFamilies } from './font-check.ts';
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
  return {
    python: () => look,
    isolation: async (bwrap) => {
      const version = (await firstLine(bwrap, ['--version'])) ?? 'bubblewrap';
      const { complaint } = await run(bwrap, [...isolation, '/bin/true']);
      return { version, complaint: complaint === null ? null : isolationForbidden(complaint).message };
    },
    fonts: listedFamilies,
    docker: () => probeDocker(machine.env),
    runsc: () => firstLine('runsc', ['--version']),
    open: async (driver, runtime) => {
      const said = listeningLog();
      try {
        const opened = await openDriver({ driver, runtime }, 0, { ...machine, python, log: said.log });
        try {
          if (driver !== 'auto') await runSomething(opened);
          const { name, runtime: used } = opened;
          return { name, runtime: used, ways: said.ways(), notEnforced: opened.limits().notEnforced };
        } finally {
          await opened.close();
        }
      } catch (error) {
        if (error instanceof AppError) return error.message;
        throw error;
      }
    },
  };
}

/** Opening a driver may tell nothing of an image that is too old, or a runtime that starts nothing. */
async function runSomething(driver: SandboxDriver): Promise<void> {
  const job = { code: 'print(1)', inputPng: null, limits: { wallMs: 20_000 } };
  const { execution } = await driver.run(job, AbortSignal.timeout(60_000)).result;
  if (execution.status !== 'ok')
    throw new AppError(
      'unavailable',
      `A program that prints 1 ended with ${execution.status}: ${execution.stderr.slice(-300)}`,
    );
}

/** Picks up what a driver logs about its ways when it is ready. */
function listeningLog() {
  const ways: Record<string, string> = {};
  const names = { memory: 'memory', processes: 'processes', systemCalls: 'system calls', uid: 'uid' };
  const log: Log = {
    ...quietLog(() => undefined),
    info: (_message, fields = {}) => {
      for (const [field, name] of Object.entries(names))
        if (typeof fields[field] === 'string') ways[name] = fields[field];
    },
  };
  return { log, ways: () => ways };
}

async function firstLine(program: string, args: string[]): Promise<string | null> {
  const { complaint, stdout } = await run(program, args);
  return complaint === null ? (stdout.split('\n')[0]?.trim() ?? '') : null;
}

/** What a program printed; the complaint is null when it succeeded. */
function run(program: string, args: string[]): Promise<{ complaint: string | null; stdout: string }> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 10_000 }, (error, stdout, stderr) =>
      resolve({ complaint: error === null ? null : stderr.trim() || error.message, stdout }),
    );
  });
}
