import type Docker from 'dockerode';
import { removeContainer } from './remove-container.ts';

/** A daemon removes a container within a second of its end, within a few on a busy machine. */
const patienceMs = 10_000;

/**
 * The exit code once the container is `gone`. One that is still there long after its streams have ended is removed
 * by us: the daemon sometimes fails to, and says no more about it.
 */
export async function goneInTime(
  docker: Docker,
  name: string,
  gone: Promise<number | null>,
  streamsEnded: Promise<void>,
): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = streamsEnded.then(
    () =>
      new Promise<'late'>((resolve) => {
        timer = setTimeout(() => resolve('late'), patienceMs);
      }),
  );
  try {
    const first = await Promise.race([gone, late]);
    if (first !== 'late') return first;
  } finally {
    clearTimeout(timer);
  }
  await removeContainer(docker, name);
  return null;
}
