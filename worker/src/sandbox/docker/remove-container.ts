import type Docker from 'dockerode';
import { statusOf } from './daemon-trouble.ts';

const answerMs = 30_000;

/**
 * Kills a container and leaves it to the daemon to remove, which it does by itself.
 *
 * Two removals at once get into each other's way in the daemon and may leave half a container behind.
 */
export function killContainer(docker: Docker, name: string): Promise<void> {
  return unlessGone(
    docker.getContainer(name).kill({ signal: 'SIGKILL', abortSignal: AbortSignal.timeout(answerMs) }),
  );
}

/** Removes a container, whatever its state. */
export function removeContainer(docker: Docker, name: string): Promise<void> {
  const abortSignal = AbortSignal.timeout(answerMs);
  return unlessGone(docker.getContainer(name).remove({ force: true, v: true, abortSignal }));
}

/** That there is none any more, or that it is about to end, is what was wanted. */
async function unlessGone(request: Promise<unknown>): Promise<void> {
  try {
    await request;
  } catch (error) {
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
  }
}
