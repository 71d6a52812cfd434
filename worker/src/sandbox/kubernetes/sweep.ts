import type { Database } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import { deadAfterMs } from '../../fleet/liveness.ts';
import type { Cluster, Pod } from './cluster.ts';
import { labels } from './pod-manifest.ts';

/** A worker makes its first boxes before it has joined the fleet; they are younger than this then. */
const youngMs = 60_000;

export interface PodSweepOptions {
  cluster: Cluster;
  database: Pick<Database, 'sql'>;
  workerId: string;
  installation: string;
  log: Log;
  now?: () => number;
}

/**
 * One sweep: removes the pods of this installation whose worker does not live, and their rows.
 *
 * A dead worker's pods end by themselves with its connection, but Kubernetes keeps what has ended; and one that
 * nobody was attached to yet waits until its own deadline.
 */
export function createPodSweep(options: PodSweepOptions): () => Promise<void> {
  const { cluster, database, workerId, installation, log, now = Date.now } = options;
  const { sql } = database;
  return async () => {
    const pods = await cluster.list(`${labels.installation}=${installation}`);
    const alive = `${deadAfterMs} milliseconds`;
    const living = await sql<{ id: string }[]>`
      select id from workers where heartbeat_at > now() - ${alive}::interval`;
    const spared = new Set([workerId, ...living.map(({ id }) => id)]);
    const isLeft = ({ metadata }: Pod) =>
      !spared.has(metadata.labels[labels.worker] ?? '') &&
      now() - Date.parse(metadata.creationTimestamp) >= youngMs;
    for (const { metadata } of pods.filter(isLeft)) {
      const told = { pod: metadata.name, owner: metadata.labels[labels.worker] };
      try {
        await cluster.remove(metadata.name);
        log.info('a sandbox that nobody owns was removed', told);
      } catch (error) {
        // The others must not stay because of one that cannot be removed.
        log.warn('a sandbox that nobody owns could not be removed; it is tried again', { ...told, error });
      }
    }
    await sql`
      delete from boxes where driver = 'kubernetes' and worker_id <> ${workerId}
      and created_at < now() - ${`${youngMs} milliseconds`}::interval
      and worker_id not in (select id from workers where heartbeat_at > now() - ${alive}::interval)`;
  };
}
