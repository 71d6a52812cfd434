import { AppError } from '@snaprun/core/errors';
import { connect } from '../docker/connect.ts';
import { labels } from '../docker/container-settings.ts';
import { dockerEnvironment } from './docker-environment.ts';

/** A daemon that made containers for us answers in milliseconds. */
const answerMs = 3_000;

/** Lists the containers of one worker that are still there, whatever their state; none where no daemon answers. */
export function leftContainers(env: NodeJS.ProcessEnv, workerId: string): () => Promise<string[]> {
  let docker: Promise<Awaited<ReturnType<typeof connect>>['docker'] | null> | null = null;
  return async () => {
    docker ??= connect(dockerEnvironment(env), answerMs).then(
      (daemon) => daemon.docker,
      (error) => {
        // Without a daemon there was no container either.
        if (error instanceof AppError) return null;
        throw error;
      },
    );
    const filters = JSON.stringify({ label: [`${labels.worker}=${workerId}`] });
    const containers = (await (await docker)?.listContainers({ all: true, filters })) ?? [];
    return containers.map(
      ({ Id, State, Names }) => `container ${Names[0]?.slice(1) ?? Id.slice(0, 12)} (${State})`,
    );
  };
}
