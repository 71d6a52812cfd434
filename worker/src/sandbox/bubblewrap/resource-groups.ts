import type { Command } from './command.ts';

/** What everything in a box may use together. */
export interface GroupLimits {
  memoryBytes: number;
  processes: number;
  cpus: number;
}

/** A way to have the kernel hold a box to its limits as a whole, not process by process. */
export interface ResourceGroups {
  readonly way: 'cgroup v2' | 'cgroup v1' | 'systemd scope';
  /** What is held besides memory. */
  readonly holds: { swap: boolean; processes: boolean; cpus: boolean };
  /** A command that succeeds in a group only where the memory limit is really there. */
  readonly trial: Command;
  /** A group for one box; throws where the system gives none any more. */
  create(): ResourceGroup;
}

export interface ResourceGroup {
  /** The command, put into the group before it begins. */
  enter(command: Command): Command;
  /** What `enter`'s command needs in its environment; the box does not see it. */
  readonly env: Readonly<Record<string, string>>;
  /** Call it once everything in the group has ended. */
  close(): Promise<GroupEnd>;
}

export interface GroupEnd {
  outOfMemory: boolean;
  /** Everything that was charged to the box, file pages too; null where nobody counted. */
  peakMemoryBytes: number | null;
}

/**
 * What a box needs beside its program: the supervisor with its libraries, and the processes around it
 * (a bubblewrap that watches, one more when root steps aside, the supervisor).
 */
export const ownShare = { memoryBytes: 128 * 1024 * 1024, processes: 4 } as const;
