import type Docker from 'dockerode';
import { statusOf } from './daemon-trouble.ts';

const answerMs = 30_000;

/** Kills and removes a container. That it is gone, or being removed by somebody else, is success too. */
export async function removeContainer(docker: Docker, name: string): Promise<void> {
  try {
    const abortSignal = AbortSignal.timeout(answerMs);
    await docker.getContainer(name).remove({ force: true, v: true, abortSignal });
  } catch (error) {
    if (statusOf(error) !== 404 && statusOf(error) !== 409) throw error;
  }
}
