import type { Storage } from '@snaprun/core/storage';

/** This worker has not been able to say that it lives, so others may have its jobs by now: it must write nothing. */
export class LeaseLost extends Error {
  constructor() {
    super('This worker has not reached Postgres for too long and may have lost its jobs.');
    this.name = 'LeaseLost';
  }
}

/**
 * The same storage, which stores nothing while this worker may count as dead: one that was stopped and goes on would
 * otherwise put objects where nobody looks. Postgres fences rows by itself.
 */
export function fencedStorage(storage: Storage, isFresh: () => boolean): Storage {
  return {
    ...storage,
    async write(...args) {
      if (!isFresh()) throw new LeaseLost();
      await storage.write(...args);
    },
  };
}
