import { setTimeout as pause } from 'node:timers/promises';
import { descendants, stillAlive } from './descendants.ts';

const lookEveryMs = 100;
/** What is on its way out gets this long. */
const patienceMs = 20_000;

export interface LeftoverWatch {
  /** One line for each thing that is still there once everything should be gone; call it when the run has ended. */
  found(): Promise<string[]>;
}

/**
 * Watches what a run starts on this machine, so that what stays behind can be named.
 *
 * Every process of a sandbox descends from this one while it lives (its process 1 adopts the strays), so they are
 * seen by looking often; `others` lists what is not a process of ours, such as containers.
 */
export function watchLeftovers(
  others: () => Promise<string[]> = async () => [],
  withinMs = patienceMs,
): LeftoverWatch {
  const seen = new Map<string, string>();
  const before = descendants();
  let watching = true;
  const look = async () => {
    const old = await before;
    for (const [key, name] of await descendants()) if (!old.has(key)) seen.set(key, name);
  };
  const watch = (async () => {
    while (watching) {
      await look();
      await pause(lookEveryMs);
    }
  })();

  return {
    async found() {
      watching = false;
      await watch;
      for (const end = Date.now() + withinMs; ; await pause(50)) {
        const alive = (await stillAlive(seen)).map((name) => `process ${name}`);
        const left = [...alive, ...(await others())];
        if (left.length === 0 || Date.now() > end) return left;
      }
    },
  };
}
