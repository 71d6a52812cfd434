import type Docker from 'dockerode';

/** The daemon is told of it a moment after the process is gone. */
const moment = 1_000;

/**
 * Whether the kernel killed in this container for want of memory.
 *
 * Asked of the daemon's events, because the container and its state are gone once it has been removed. False
 * when the daemon does not say.
 */
export async function wasOutOfMemory(docker: Docker, name: string, startedAt: number): Promise<boolean> {
  const seconds = (ms: number) => Math.ceil(ms / 1000);
  try {
    const events = await docker.getEvents({
      since: seconds(startedAt) - 60,
      until: seconds(Date.now() + moment),
      filters: JSON.stringify({ type: ['container'], event: ['oom'], container: [name] }),
      abortSignal: AbortSignal.timeout(5 * moment),
    } as Docker.GetEventsOptions);
    for await (const line of events) if (String(line).includes('"oom"')) return true;
    return false;
  } catch {
    return false; // then it counts as killed, which is true as well
  }
}
