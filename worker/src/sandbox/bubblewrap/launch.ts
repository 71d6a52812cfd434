import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Command } from './command.ts';

/** A command to start, with nothing of our environment. */
export interface Launch {
  command: Command;
  /** The compiled filter of system calls that bubblewrap reads on `filterDescriptor`, if any. */
  filter: string | null;
  env?: Readonly<Record<string, string>>;
}

/**
 * Starts the command in a session of its own: there is no terminal to reach, a Ctrl-C meant for the worker
 * does not end a program whose job may still finish, and one signal reaches every process started so far.
 */
export function launch({ command, filter, env = {} }: Launch): ChildProcessWithoutNullStreams {
  const [program, ...args] = command;
  const options = { env: { ...env }, cwd: '/', detached: true };
  if (filter === null) return spawn(program, args, { ...options, stdio: 'pipe' });
  // Opened anew each time: descriptors of one opening share their place, and the first reader leaves it at the end.
  const descriptor = openSync(filter, 'r');
  try {
    const child = spawn(program, args, { ...options, stdio: ['pipe', 'pipe', 'pipe', descriptor] });
    return child as ChildProcessWithoutNullStreams; // the types cannot tell that the first three are pipes
  } finally {
    closeSync(descriptor);
  }
}
