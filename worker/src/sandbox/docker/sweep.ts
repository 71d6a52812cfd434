import type { Database } from '@snaprun/core/database';
import type { Log } from '@snaprun/core/log';
import type Docker from 'dockerode';
import { deadAfterMs } from '../../fleet/liveness.ts';
import { labels } from './container-settings.ts';
import { removeContainer } from './remove-container.ts';

/** A worker makes its first boxes before it has joined the fleet; they are younger than this then. */
const youngMs = 60_000;
/** From its creation to its start a container needs a fraction of this. */
const startingMs = 10_000;
const answerMs = 10_000;

export interface SweepOptions {
  docker: Docker;
  database: Pick<Database, 'sql'>;
  workerId: string;
  installation: string;
  log: Log;
}

/**
 * One sweep: removes the containers of this installation whose worker does not live, and their rows.
 *
 * Containers of a dead worker end by themselves; this is for those that could not, because they were never
 * started, or the daemon was restarted, or hung.
 */
export function createBoxSweep({
  docker,
  database: { sql },
  workerId,
  installation,
  log,
}: SweepOptions): () => Promise<void> {
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
    const isYoung = (created: string | undefined, state: string) =>
      Date.now() - Date.parse(created ?? '') < (state === 'created' ? startingMs : youngMs);
    for (const { Id, Labels, State } of containers) {
      const owner = Labels[labels.worker] ?? '';
      // Of the living as well: what the daemon failed to remove.
      const isDone = State === 'dead' || State === 'exited';
      if ((spared.has(owner) && !isDone) || isYoung(Labels[labels.created], State)) continue;
      await removeContainer(docker, Id);
      log.info('a sandbox that nobody owns was removed', { container: Id.slice(0, 12), owner });
    }
    await sql`
      delete from boxes where driver = 'docker' and worker_id <> ${workerId}
      and created_at < now() - ${`${youngMs} milliseconds`}::interval
      and worker_id not in (select id from workers where heartbeat_at > now() - ${alive}::interval)`;
  };
}
