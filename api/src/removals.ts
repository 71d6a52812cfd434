import { bulkhead } from 'cockatiel';

/** Of the ten connections of a process; the others stay free for those who only want to read. */
const atOnce = 3;

/** Has removals wait for each other: each holds a connection of the database for as long as the storage takes. */
export interface Removals {
  run<T>(work: () => Promise<T>): Promise<T>;
}

export function createRemovals(): Removals {
  const policy = bulkhead(atOnce, Number.POSITIVE_INFINITY);
  return { run: (work) => policy.execute(work) };
}
