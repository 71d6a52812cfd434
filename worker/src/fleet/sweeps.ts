import type { Db } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import type { Storage } from '@snaprun/core/storage';
import { forgetExpired } from './forget-expired.ts';
import { removeExpired } from './retention.ts';
import type { Sweep } from './start-sweep.ts';
import { sweepCheckpoints } from './sweep-checkpoints.ts';
import { requeueForgotten, sweepDeliveries } from './sweep-deliveries.ts';
import { sweepLateObjects } from './sweep-late-objects.ts';
import { sweepOrphanObjects } from './sweep-orphan-objects.ts';
import { sweepUploads } from './sweep-uploads.ts';

const minuteMs = 60_000;

/** Everything that the fleet cleans up by the clock. Events, attempts and notifications go with their job. */
export function createSweeps(deps: { db: Db; storage: Storage; log: Log }): Sweep[] {
  const { db, storage, log } = deps;
  return [
    { name: 'expired jobs', everyMs: 5 * minuteMs, sweep: (signal) => removeExpired(deps, signal) },
    {
      name: 'unfinished uploads',
      everyMs: 10 * minuteMs,
      sweep: (signal) => sweepUploads(db, storage, signal),
    },
    {
      name: 'late objects',
      everyMs: 10 * minuteMs,
      sweep: (signal) => sweepLateObjects(db, storage, signal),
    },
    {
      name: 'orphan objects',
      everyMs: 10 * minuteMs,
      sweep: (signal) => sweepOrphanObjects(db, storage, log, signal),
    },
    { name: 'old deliveries', everyMs: 5 * minuteMs, sweep: (signal) => sweepDeliveries(db, signal) },
    {
      name: 'deliveries without a task',
      everyMs: 5 * minuteMs,
      sweep: async () => {
        const requeued = await requeueForgotten(db);
        if (requeued > 0) log.warn('deliveries had lost their task', { deliveries: requeued });
        return 0;
      },
    },
    { name: 'checkpoints', everyMs: 5 * minuteMs, sweep: () => sweepCheckpoints(db) },
    {
      name: 'expired answers and accounts',
      everyMs: 10 * minuteMs,
      sweep: async () => {
        const { keys, accounts } = await forgetExpired(db);
        return keys + accounts;
      },
    },
  ];
}
