import type { SandboxLimits } from '@snaprun/core/execution';
import type { WireLimits } from '../frames.ts';
import { defaultLimits } from '../limits.ts';
import type { ResourceGroups } from './resource-groups.ts';

/** What this machine lets the driver do. */
export interface Ways {
  /** Programs run as a uid of their own, which only root can give them. */
  stepsAside: boolean;
  filtersSystemCalls: boolean;
  groups: Pick<ResourceGroups, 'way' | 'holds'> | null;
  /** Whether a limit on processes can count those of one box alone. */
  countsProcesses: boolean;
  cpus: number;
}

/** What a program is held to here, and in sentences what it is not. */
export function limitsInForce(limits: WireLimits, ways: Ways): SandboxLimits {
  const { stepsAside, groups, filtersSystemCalls, countsProcesses, cpus } = ways;
  const holdsProcesses = countsProcesses || groups?.holds.processes === true;
  const holdsCpus = cpus <= limits.cpus || groups?.holds.cpus === true;
  const unless = (holds: boolean, sentence: string) => (holds ? [] : [sentence]);
  return {
    wallMs: limits.wallMs,
    cpus: holdsCpus ? Math.min(limits.cpus, cpus) : null,
    memoryBytes: limits.memoryBytes,
    processes: countsProcesses ? limits.processes : holdsProcesses ? defaultLimits.processes : null,
    outputBytes: limits.outputBytes,
    fileBytes: limits.fileBytes,
    notEnforced: [
      filtersSystemCalls
        ? 'Programs talk to the kernel of this machine, through a filter of system calls; no second kernel stands between them.'
        : 'System calls are not filtered: programs talk to the kernel of this machine.',
      ...unless(
        stepsAside,
        'Programs have the uid of the worker: namespaces alone keep its files from them.',
      ),
      ...unless(
        groups !== null,
        'The memory of several processes together is watched 20 times a second, not held by the kernel: a burst may pass the limit for a moment.',
      ),
      ...unless(
        groups === null || limits.memoryBytes >= defaultLimits.memoryBytes,
        `The kernel holds the processes of a program to ${defaultLimits.memoryBytes / 2 ** 20} MiB together; this tighter limit is watched 20 times a second.`,
      ),
      ...unless(
        groups?.holds.swap !== false,
        'Swap is not counted: a program may use the swap of this machine.',
      ),
      ...unless(holdsCpus, `Programs are pinned to ${limits.cpus} CPUs, which a program can undo.`),
      ...unless(holdsProcesses, 'The number of processes is not limited here.'),
    ],
  };
}

/** The ways in words, for the log. */
export function describeWays({ stepsAside, filtersSystemCalls, groups, countsProcesses }: Ways) {
  const processes = groups?.holds.processes ? groups.way : countsProcesses ? 'rlimit' : 'not held';
  return {
    memory: groups?.way ?? 'rlimits and a watcher',
    processes,
    systemCalls: filtersSystemCalls ? 'filtered' : 'not filtered',
    uid: stepsAside ? 'of its own' : "the worker's, in a namespace",
  };
}
