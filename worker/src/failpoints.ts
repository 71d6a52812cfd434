import { readFileSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { stepNames } from '@snaprun/core/events';

/** Boundaries at which a test may end or stop a worker: each step's, and those of what is written around them. */
export const failpoints = [
  'after-claim',
  ...stepNames.flatMap((step) => [`before-${step}`, `after-${step}`] as const),
  'before-model-call',
  'after-model-call',
  'before-checkpoint',
  'after-checkpoint',
  'before-artifact',
  'after-artifact',
  'in-sandbox',
  'before-final-event',
  'after-final-event',
  'before-hand-over',
  'after-hand-over',
] as const;
export type Failpoint = (typeof failpoints)[number];

let armory: string | null = null;

/** Lets files in this folder arm failpoints in this process; without a call none ever is. */
export function allowFailpoints(folder: string): void {
  armory = folder;
}

/**
 * A place where a worker can be made to die. It does nothing unless failpoints are allowed and the folder holds a file
 * with the point's name: `kill` or `stop`, the signal it then sends itself.
 *
 * Whoever takes the file away has the point: of a whole fleet exactly one process meets it, once.
 */
export function reach(point: Failpoint): void {
  if (armory === null) return;
  const file = join(armory, point);
  let signal: string;
  try {
    signal = readFileSync(file, 'utf8').trim();
    unlinkSync(file);
  } catch (error) {
    // Not armed, or another worker was quicker.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  process.kill(process.pid, signal === 'stop' ? 'SIGSTOP' : 'SIGKILL');
}
