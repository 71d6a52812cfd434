import type Docker from 'dockerode';
import { labels } from '../docker/container-settings.ts';
import { removeContainer } from '../docker/remove-container.ts';

/** From its creation to its start a container needs a fraction of this. */
const startingMs = 10_000;

/**
 * The containers of this tool belong to no installation of the product, so that nobody's sweep takes them for its
 * own.
 */
export const installation = 'sandbox-tool';

/**
 * Removes what earlier calls of this tool that were killed could not: containers that were never started, or that
 * the daemon failed to remove. Those that ran have ended by themselves, and others may be running now.
 */
export async function sweepContainers(docker: Docker): Promise<void> {
  const filters = JSON.stringify({ label: [`${labels.installation}=${installation}`] });
  const isYoung = (created: string | undefined) => Date.now() - Date.parse(created ?? '') < startingMs;
  for (const { Id, Labels, State } of await docker.listContainers({ all: true, filters }))
    if (['created', 'exited', 'dead'].includes(State) && !isYoung(Labels[labels.created]))
      await removeContainer(docker, Id);
}
