import { availableParallelism, release } from 'node:os';
import type { Log } from '@snaprun/core/log';
import { defaultLimits } from '../limits.ts';
import { chooseGroups } from './choose-groups.ts';
import type { Command } from './command.ts';
import type { Ways } from './limits-in-force.ts';
import { complaintOf, isolationForbidden } from './probe.ts';
import type { ResourceGroups } from './resource-groups.ts';
import { systemCallFilter } from './seccomp.ts';
import { isRealRoot, unusedUid } from './unused-uid.ts';

/** How to put bubblewrap around a command. */
export type Wrap = (command: Command, how: { stepsAside: boolean; isFiltered: boolean }) => Command;

export interface ChosenWays extends Ways {
  filter: string | null;
  groups: ResourceGroups | null;
}

/**
 * Tries what this machine allows, with `trial` as the program, and takes the strictest that works.
 *
 * Throws an `AppError` that says what to do where isolation does not work at all, or where the machine's
 * root cannot step aside to another uid.
 */
export async function chooseWays(trial: Command, wrap: Wrap, log: Log): Promise<ChosenWays> {
  const stepsAside = await canStepAside(trial, wrap, log);
  const filter = await usableFilter(trial, (command) => wrap(command, { stepsAside, isFiltered: true }), log);
  const groups = await chooseGroups(defaultLimits);
  const isRoot = process.getuid?.() === 0;
  return {
    stepsAside,
    filter,
    filtersSystemCalls: filter !== null,
    groups,
    countsProcesses: stepsAside || (!isRoot && kernelAtLeast(5, 14)),
    cpus: availableParallelism(),
  };
}

async function canStepAside(trial: Command, wrap: Wrap, log: Log): Promise<boolean> {
  const complaintAbout = (stepsAside: boolean) =>
    complaintOf({ command: wrap(trial, { stepsAside, isFiltered: false }), filter: null });
  if (process.getuid?.() === 0 && unusedUid() !== null) {
    const complaint = await complaintAbout(true);
    if (complaint === null) return true;
    if (isRealRoot()) throw isolationForbidden(complaint);
    log.warn('Programs will share the uid of this container: stepping aside to another failed.', {
      complaint,
    });
  }
  const complaint = await complaintAbout(false);
  if (complaint !== null) throw isolationForbidden(complaint);
  return false;
}

async function usableFilter(
  trial: Command,
  wrapFiltered: (command: Command) => Command,
  log: Log,
): Promise<string | null> {
  const filter = systemCallFilter();
  const complaint =
    filter === null
      ? `There is none for ${process.arch}.`
      : await complaintOf({ command: wrapFiltered(trial), filter });
  if (complaint === null) return filter;
  log.warn('System calls of programs will not be filtered: the filter does not work here.', { complaint });
  return null;
}

function kernelAtLeast(major: number, minor: number): boolean {
  const [ours = 0, ourMinor = 0] = release().split('.').map(Number);
  return ours > major || (ours === major && ourMinor >= minor);
}
