import { PassThrough } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { WebSocket } from 'undici';
import type { Box, BoxEnd } from '../box.ts';
import { openChannels } from './channels.ts';
import type { Cluster, Pod } from './cluster.ts';
import { containerName, type PodSettings, podManifest } from './pod-manifest.ts';

/** A node that has to be added, or an image that has to be pulled, takes minutes. */
const startMs = 55_000;
/** A pod that was told to go is gone within seconds, unless its node is. */
const goneMs = 30_000;
const lookMs = 250;
const outOfMemoryReason = 'OOMKilled';
const keptComplaint = 8 * 1024;
/** Reasons for which a container never starts, however long one waits. */
const hopeless = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'CreateContainerConfigError',
]);

/**
 * Starts a box: one pod, attached to once it runs, removed when it has ended.
 *
 * It never throws: a box that cannot start has ended, and `lost` says why. `ended` settles when the pod is gone, or
 * when the api server no longer answers.
 */
export function startBox(cluster: Cluster, settings: PodSettings): Box {
  const { name } = settings;
  const killed = new AbortController();
  const input = new PassThrough();
  const frames = new PassThrough();
  let complaint = '';
  let socket: WebSocket | null = null;
  // A box that has died refuses its input, and one that is killed cuts its frames short; how it ended says more.
  input.on('error', () => undefined);
  frames.on('error', () => undefined);
  frames.once('close', () => socket?.close());

  /** Resolves with whether the process ended by itself. */
  const serve = async (): Promise<boolean> => {
    await cluster.create(podManifest(settings));
    await whenRunning(cluster, name, killed.signal);
    socket = await cluster.attach(name, containerName);
    const channels = openChannels(socket, (bytes) => {
      complaint = (complaint + bytes.toString('utf8')).slice(-keptComplaint);
    });
    channels.stdin.on('error', () => undefined);
    channels.stdout.pipe(frames);
    if (killed.signal.aborted || frames.destroyed) socket.close();
    else {
      // What it waits for before it becomes the supervisor.
      channels.stdin.write(Buffer.of(10));
      input.pipe(channels.stdin);
    }
    return channels.over;
  };

  const end = async (): Promise<BoxEnd> => {
    let lost: string | undefined;
    let pod: Pod | null = null;
    const hasFailed = (error: unknown) => {
      lost ??= error instanceof Error ? error.message : String(error);
    };
    try {
      const hasEnded = await serve();
      pod = killed.signal.aborted ? null : await whenTerminated(cluster, name);
      // Its input ended with the connection, at which a supervisor ends without a word.
      if (!hasEnded && terminationOf(pod)?.reason !== outOfMemoryReason)
        lost = 'The connection through the api server of Kubernetes was lost.';
    } catch (error) {
      hasFailed(error);
    }
    try {
      await cluster.remove(name);
      await whenGone(cluster, name);
    } catch (error) {
      hasFailed(error);
    }
    input.destroy();
    frames.end();
    const outOfMemory = terminationOf(pod)?.reason === outOfMemoryReason;
    const isWanted = killed.signal.aborted;
    if (pod?.status.reason === 'Evicted') lost ??= 'Kubernetes evicted the pod of the program.';
    return { complaint, outOfMemory, ...(lost === undefined || isWanted ? {} : { lost }) };
  };

  return {
    input,
    frames,
    ended: end(),
    kill() {
      if (killed.signal.aborted) return;
      killed.abort();
      input.destroy();
      if (socket) socket.close();
      else frames.end();
      // Who waits for `ended` learns what came of it.
      cluster.remove(name).catch(() => undefined);
    },
  };
}

const terminationOf = (pod: Pod | null) => pod?.status.containerStatuses[0]?.state.terminated;
const isOver = (pod: Pod | null) => terminationOf(pod) !== undefined;

async function whenRunning(cluster: Cluster, name: string, signal: AbortSignal): Promise<void> {
  const until = Date.now() + startMs;
  for (;;) {
    signal.throwIfAborted();
    const pod = await cluster.get(name);
    if (pod === null) throw new Error('The pod of the program was removed before it ran.');
    const waiting = pod.status.containerStatuses[0]?.state.waiting?.reason ?? '';
    if (pod.status.phase === 'Running') return;
    if (hopeless.has(waiting)) throw new Error(`The pod of the program cannot start: ${waiting}.`);
    if (pod.status.phase !== 'Pending')
      throw new Error(`The pod of the program ended as ${pod.status.phase}.`);
    if (Date.now() > until) throw new Error(`The pod of the program does not start: ${whyPending(pod)}.`);
    await pause(lookMs, undefined, { signal });
  }
}

function whyPending({ status }: Pod): string {
  const scheduled = status.conditions.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return (scheduled.message ?? 'no node has room').slice(0, 200);
  return status.containerStatuses[0]?.state.waiting?.reason ?? 'its node is slow';
}

/** The kubelet tells how a container ended a moment after its streams have. */
async function whenTerminated(cluster: Cluster, name: string): Promise<Pod | null> {
  const until = Date.now() + 5_000;
  for (;;) {
    const pod = await cluster.get(name);
    if (pod === null || isOver(pod) || Date.now() > until) return pod;
    await pause(lookMs);
  }
}

async function whenGone(cluster: Cluster, name: string): Promise<void> {
  const until = Date.now() + goneMs;
  while ((await cluster.get(name)) !== null) {
    if (Date.now() > until) throw new Error('Kubernetes does not remove the pod of the program.');
    await pause(lookMs);
  }
}
