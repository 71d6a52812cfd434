import { availableParallelism } from 'node:os';
import { defaultLimits } from './limits.ts';
import { memoryOfMachine } from './memory-room.ts';

/** Leave to run one program. Call it once, when everything of the program has ended. */
export type LeaveSlot = () => void;

/** How many programs run at the same time; the rest wait their turn, first come first served. */
export interface RunSlots {
  readonly count: number;
  /** Settles when it is the caller's turn; null if `signal` aborted before that. */
  enter(signal: AbortSignal): Promise<LeaveSlot | null>;
}

export interface Machine {
  cpus: number;
  memoryBytes: number;
}

/** The share of the memory that programs may fill; the rest is for the system and ourselves. */
const memoryShare = 0.75;

/** As many slots as the machine can carry when every program uses what it may; at least one. */
export function createRunSlots(machine: Machine = thisMachine()): RunSlots {
  const count = slotsOf(machine);
  const queue: Array<() => void> = [];
  let taken = 0;

  const leaveOnce = (): LeaveSlot => {
    let hasLeft = false;
    return () => {
      if (hasLeft) return;
      hasLeft = true;
      const next = queue.shift();
      if (next) next();
      else taken -= 1;
    };
  };

  return {
    count,
    enter(signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (taken < count) {
        taken += 1;
        return Promise.resolve(leaveOnce());
      }
      return new Promise((resolve) => {
        const begin = () => {
          signal.removeEventListener('abort', giveUp);
          resolve(leaveOnce());
        };
        const giveUp = () => {
          queue.splice(queue.indexOf(begin), 1);
          resolve(null);
        };
        signal.addEventListener('abort', giveUp, { once: true });
        queue.push(begin);
      });
    },
  };
}

/**
 * One program per CPU, although each may use two: most use one. But every program can fill its memory
 * at any time, so all limits together must fit.
 */
export function slotsOf({ cpus, memoryBytes }: Machine): number {
  const byMemory = Math.floor((memoryShare * memoryBytes) / defaultLimits.memoryBytes);
  return Math.max(1, Math.min(Math.max(2, cpus), byMemory));
}

const thisMachine = (): Machine => ({ cpus: availableParallelism(), memoryBytes: memoryOfMachine() });
