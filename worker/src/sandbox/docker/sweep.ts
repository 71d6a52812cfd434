import type { Database } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import type Docker from 'dockerode';
import { deadAfterMs } from '../../fleet/liveness.ts';
import { labels } from './container-settings.ts';
import { removeContainer } from './remove-container.ts';

/** A worker makes its first boxes before it has joined the fleet; they are younger than this then. */
const youngMs = 60_000;
/** From its creation to its start a container needs a fraction of this; what is taken too early its worker makes anew. */
const startingMs = 5_000;
/** The daemon removes what has ended by itself, within this. */
const removingMs = 10_000;
/** A living worker has given up starting it by now; it may not know that the daemon has made it. */
const strandedMs = 120_000;
const answerMs = 10_000;

export interface SweepOptions {
  docker: Docker;
  database: Pick<Database, 'sql'>;
  workerId: string;
  installation: string;
  log: Log;
  /** Milliseconds that never go back. */
  clock?: () => number;
}

/**
 * One sweep: removes the containers of this installation whose worker does not live, and their rows.
 *
 * Containers of a dead worker end by themselves; this is for those that could not, because they were never
 * started, or the daemon was restarted, or hung. Of living workers it takes only what was never started, and what
 * the daemon should have removed by itself long ago.
 */
export function createBoxSweep({
  docker,
  database: { sql },
  workerId,
  installation,
  log,
  clock = () => performance.now(),
}: SweepOptions): () => Promise<void> {
  /** When a container was first seen to be over. */
  let seenOver = new Map<string, number>();
  return async () => {
    const containers = await docker.listContainers({
      all: true,
      filters: JSON.stringify({ label: [`${labels.installation}=${installation}`] }),
      abortSignal: AbortSignal.timeout(answerMs),
    });
    const alive = `${deadAfterMs} milliseconds`;
    const living = await sql<{ id: string }[]>`
      select id from workers where heartbeat_at > now() - ${alive}::interval`;
    const spared = new Set([workerId, ...living.map(({ id }) => id)]);
    const now = clock();
    const over = containers.filter(({ State }) => isOver(State));
    seenOver = new Map(over.map(({ Id }) => [Id, seenOver.get(Id) ?? now]));
    for (const { Id, Labels, State } of containers) {
      const owner = Labels[labels.worker] ?? '';
      const age = Date.now() - Date.parse(Labels[labels.created] ?? '');
      if (spared.has(owner)) {
        const isStranded = State === 'created' && age >= strandedMs;
        const isForgotten = now - (seenOver.get(Id) ?? now) >= removingMs;
        if (!isStranded && !isForgotten) continue;
      } else if (age < (State === 'created' ? startingMs : youngMs)) continue;
      const told = { container: Id.slice(0, 12), owner };
      try {
        await removeContainer(docker, Id);
        log.info('a sandbox that nobody owns was removed', told);
      } catch (error) {
        // The others must not stay because of one that the daemon cannot remove.
        log.warn('a sandbox that nobody owns could not be removed; it is tried again', { ...told, error });
      }
    }
    await sql`
      delete from boxes where driver = 'docker' and worker_id <> ${workerId}
      and created_at < now() - ${`${youngMs} milliseconds`}::interval
      and worker_id not in (select id from workers where heartbeat_at > now() - ${alive}::interval)`;
  };
}

function isOver(state: string): boolean {
  return state === 'dead' || state === 'exited';
}
