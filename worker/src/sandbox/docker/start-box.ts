import { type Duplex, PassThrough } from 'node:stream';
import type Docker from 'dockerode';
import type { Box, BoxEnd } from '../box.ts';
import { type ContainerSettings, containerSettings } from './container-settings.ts';
import { daemonTrouble, statusOf } from './daemon-trouble.ts';
import { demultiplex } from './demultiplex.ts';
import { goneInTime } from './gone-in-time.ts';
import { killContainer, removeContainer } from './remove-container.ts';
import { wasOutOfMemory } from './was-out-of-memory.ts';

/** A daemon that takes longer than this for one request hangs. */
const answerMs = 30_000;
const keptComplaint = 8 * 1024;
/** The exit code of a process that SIGKILL ended. */
const killedCode = 137;

/**
 * Starts a box: one container, attached to before it starts, removed when it has ended.
 *
 * It never throws: a box that cannot start has ended, and `lost` says why. `ended` settles when the
 * daemon has removed the container, or when it no longer answers.
 */
export function startBox(docker: Docker, address: string, settings: ContainerSettings): Box {
  const { name } = settings;
  const startedAt = Date.now();
  const input = new PassThrough();
  let complaint = '';
  let attached: Duplex | null = null;
  let gone: Promise<number | null> | null = null;
  const streamsEnded = Promise.withResolvers<void>();
  let isKilled = false;
  let isStarted = false;
  const isOver = () => isKilled;

  const frames = demultiplex((bytes) => {
    complaint = (complaint + bytes.toString('utf8')).slice(-keptComplaint);
  });
  // A box that has died refuses its input, and one that is killed cuts its frames short; how it ended says more.
  input.on('error', () => undefined);
  frames.on('error', () => undefined);
  frames.once('close', () => attached?.destroy());

  const begin = async (): Promise<void> => {
    const container = await create(docker, settings);
    gone = whenGone(container);
    // It is awaited below; until then a daemon that goes away must not count as unhandled.
    gone.catch(() => undefined);
    if (isOver()) return;
    attached = await attach(container);
    attached.on('error', () => undefined);
    attached.once('close', () => {
      frames.end();
      streamsEnded.resolve();
    });
    if (isOver() || frames.destroyed) attached.destroy();
    attached.pipe(frames);
    input.pipe(attached);
    if (isOver()) return;
    isStarted = true;
    await container.start({ abortSignal: AbortSignal.timeout(answerMs) });
  };

  const end = async (): Promise<BoxEnd> => {
    let lost: string | undefined;
    let exitCode: number | null = null;
    const hasFailed = (error: unknown) => {
      lost ??= daemonTrouble(error, address).message;
    };
    await begin().catch(hasFailed);
    if (!attached) streamsEnded.resolve();
    try {
      // A kill that came while it was starting has met nothing that runs.
      if (isStarted && isOver()) await killContainer(docker, name);
      if (gone && (!isStarted || lost)) await removeContainer(docker, name);
      if (gone) exitCode = await goneInTime(docker, name, gone, streamsEnded.promise);
    } catch (error) {
      hasFailed(error);
      await removeContainer(docker, name).catch(() => undefined);
    }
    const outOfMemory =
      exitCode === killedCode && !isOver() && (await wasOutOfMemory(docker, name, startedAt));
    // Its input ended before ours did, which is what it ends at without a word.
    if (exitCode === 0 && !isOver())
      lost ??= `The connection through the Docker daemon at ${address} was lost before the program had ended.`;
    input.destroy();
    frames.end();
    return { complaint, outOfMemory, ...(lost === undefined || isOver() ? {} : { lost }) };
  };

  return {
    input,
    frames,
    ended: end(),
    kill() {
      if (isKilled) return;
      isKilled = true;
      input.destroy();
      if (attached) attached.destroy();
      else frames.end();
      // Who waits for `ended` learns what came of it.
      if (isStarted) killContainer(docker, name).catch(() => undefined);
    },
  };
}

async function create(docker: Docker, settings: ContainerSettings): Promise<Docker.Container> {
  // Without `_body` and `_query` dockerode writes the settings into the address as well.
  const request = {
    _query: { name: settings.name },
    _body: containerSettings(settings),
    abortSignal: AbortSignal.timeout(answerMs),
  };
  await docker.createContainer(request);
  return docker.getContainer(settings.name);
}

/** The raw connection to the container's streams; its half-close is the container's end of input. */
async function attach(container: Docker.Container): Promise<Duplex> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), answerMs);
  try {
    const stream = await container.attach({
      ...{ stream: true, stdin: true, stdout: true, stderr: true, hijack: true },
      abortSignal: late.signal,
    });
    return stream as Duplex;
  } finally {
    clearTimeout(timer);
  }
}

/** The exit code once the daemon has removed the container; null if it was gone before. */
async function whenGone(container: Docker.Container): Promise<number | null> {
  try {
    const { StatusCode: code } = (await container.wait({ condition: 'removed' })) as { StatusCode?: unknown };
    return typeof code === 'number' ? code : null;
  } catch (error) {
    if (statusOf(error) === 404) return null;
    throw error;
  }
}
