import { getFile, getJob, getResults, pollJob, sentenceOf } from './api.ts';
import { isPassing } from './is-passing.ts';
import { hasEnded, JobStream } from './job-stream.svelte.ts';
import { keepLinksFresh } from './keep-links-fresh.ts';
import { pauseUntilOnline } from './pause.ts';
import type { Job, PictureFile, Results } from './shapes.ts';

/** How often a waiting job's place in the queue is asked for. */
const queueMs = 4000;
/** Reading what is there is tried again when the server does not answer. */
const retryMs = 3000;

/** Everything that a job's page shows, from its first event to its result. `stop` ends it. */
export class JobView {
  readonly id: string;
  readonly stream: JobStream;
  job = $state.raw<Job | null>(null);
  source = $state.raw<PictureFile | null>(null);
  results = $state.raw<Results | null>(null);
  /** Why the page cannot be shown, as a sentence. */
  problem = $state<string | null>(null);

  readonly #abort = new AbortController();
  #stopRefreshing = () => {};

  constructor(id: string) {
    this.id = id;
    this.stream = new JobStream(id);
  }

  /** The job as the newest of what is known tells it. */
  get current() {
    const { progress, polled } = this.stream;
    return this.results?.job ?? (progress.seq > 0 ? progress : (polled ?? this.job));
  }

  get ended(): boolean {
    return this.current !== null && hasEnded(this.current.status);
  }

  async run(): Promise<void> {
    const { signal } = this.#abort;
    try {
      const { fileId } = await this.#patiently(
        signal,
        async () => (this.job = await getJob(this.id, signal)),
      );
      const picture = this.#patiently(signal, async () => (this.source = await getFile(fileId, signal)));
      void this.#watchQueue(signal);
      await Promise.all([picture, this.stream.run()]);
      if (signal.aborted || this.stream.connection === 'lost') return;
      await this.#patiently(signal, () => this.#readResults(signal));
      this.#stopRefreshing = keepLinksFresh(async () => {
        this.source = await getFile(fileId, signal);
        await this.#readResults(signal);
      });
    } catch (error) {
      if (!signal.aborted) this.problem = sentenceOf(error);
    }
  }

  stop(): void {
    this.#abort.abort();
    this.stream.stop();
    this.#stopRefreshing();
  }

  async #readResults(signal: AbortSignal): Promise<void> {
    const results = await getResults(this.id, signal);
    this.results = results;
    this.job = results.job;
  }

  /** Reads again and again while the server cannot be reached, and says so meanwhile. */
  async #patiently<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        const found = await read();
        signal.throwIfAborted();
        this.problem = null;
        return found;
      } catch (error) {
        if (signal.aborted || !isPassing(error)) throw error;
        this.problem = sentenceOf(error);
        await pauseUntilOnline(retryMs, signal);
      }
    }
  }

  async #watchQueue(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.current?.status === 'queued') {
      await pauseUntilOnline(queueMs, signal);
      if (signal.aborted || this.current?.status !== 'queued') return;
      const job = await pollJob(this.id, signal).catch(() => null); // the next look asks again
      if (job !== null && !this.ended) this.job = job;
    }
  }
}
