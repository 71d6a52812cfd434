import type { JobEvent } from '@snaprun/core/events';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import * as v from 'valibot';
import { ApiError, openJobEvents, pollJob, sentenceOf } from './api.ts';
import { applyEvent, type JobProgress, noProgress } from './job-progress.ts';
import { pauseUntilOnline } from './pause.ts';
import type { Job } from './shapes.ts';

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'polling' | 'ended' | 'lost';

/** Enough of an event to order it; its data is the server's own, made by the schemas of `core/events`. */
const Envelope = v.looseObject({
  seq: v.number(),
  type: v.string(),
  at: v.string(),
  data: v.looseObject({}),
});

/** A stream silent for longer than this is dead: the server sends a heartbeat far more often. */
const silenceMs = 45_000;
const firstPauseMs = 500;
const longestPauseMs = 10_000;
/** After so many connections in a row that brought nothing, streams are taken to be blocked here. */
const fruitlessBeforePolling = 3;

export interface JobStreamEdges {
  openEvents: (id: string, lastSeq: number, signal: AbortSignal) => Promise<Response>;
  pollJob: (id: string, signal?: AbortSignal) => Promise<Job>;
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * A job's events as reactive state: replayed from the start, then live, until the job ends.
 *
 * A broken connection is opened again after the last event seen, with growing pauses; where nothing ever comes
 * through, the job itself is polled between tries. `stop` ends it.
 */
export class JobStream {
  readonly jobId: string;
  progress = $state.raw<JobProgress>(noProgress);
  connection = $state<Connection>('connecting');
  /** The job as last polled; null unless streams fail. */
  polled = $state.raw<Job | null>(null);
  /** Why it gave up, as a sentence. */
  problem = $state<string | null>(null);

  readonly #edges: JobStreamEdges;
  readonly #abort = new AbortController();

  constructor(jobId: string, edges: Partial<JobStreamEdges> = {}) {
    this.jobId = jobId;
    this.#edges = { openEvents: openJobEvents, pollJob, pause: pauseUntilOnline, ...edges };
  }

  get ended(): boolean {
    return this.connection === 'ended';
  }

  /** Resolves when the job has ended, was lost for good or `stop` was called. */
  async run(): Promise<void> {
    const { signal } = this.#abort;
    let fruitless = 0;
    while (!signal.aborted) {
      const before = this.progress.seq;
      try {
        await this.#read(signal);
      } catch (error) {
        if (signal.aborted) return;
        if (isFinal(error)) {
          this.problem = sentenceOf(error);
          this.connection = 'lost';
          return;
        }
      }
      if (signal.aborted) return;
      if (hasEnded(this.progress.status)) {
        this.connection = 'ended';
        return;
      }
      fruitless = this.progress.seq > before ? 0 : fruitless + 1;
      if (fruitless < fruitlessBeforePolling) this.connection = 'reconnecting';
      else if (await this.#poll(signal)) return;
      await this.#edges.pause(Math.min(longestPauseMs, firstPauseMs * 2 ** fruitless), signal);
    }
  }

  stop(): void {
    this.#abort.abort();
  }

  async #read(signal: AbortSignal): Promise<void> {
    const silence = new AbortController();
    let timer = setTimeout(() => silence.abort(), silenceMs);
    try {
      const response = await this.#edges.openEvents(
        this.jobId,
        this.progress.seq,
        AbortSignal.any([signal, silence.signal]),
      );
      if (response.body === null) return;
      const alive = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform: (chunk, controller) => {
          clearTimeout(timer);
          timer = setTimeout(() => silence.abort(), silenceMs);
          controller.enqueue(chunk);
        },
      });
      const messages = response.body
        .pipeThrough(alive)
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream())
        .getReader();
      for (;;) {
        const { value, done } = await messages.read();
        if (done) return;
        this.#take(value.data);
        if (hasEnded(this.progress.status)) return void messages.cancel();
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #take(data: string): void {
    let message: unknown;
    try {
      message = JSON.parse(data);
    } catch {
      return; // a comment or another kind of message, such as a heartbeat
    }
    if (!v.is(Envelope, message)) return;
    this.connection = 'live';
    this.polled = null;
    this.progress = applyEvent(this.progress, message as unknown as JobEvent);
  }

  /** Looks at the job itself; true when that shows its end. */
  async #poll(signal: AbortSignal): Promise<boolean> {
    try {
      this.polled = await this.#edges.pollJob(this.jobId, signal);
    } catch {
      this.connection = 'reconnecting'; // neither way gets through now; the next round tries both
      return false;
    }
    this.connection = hasEnded(this.polled.status) ? 'ended' : 'polling';
    return this.ended;
  }
}

export function hasEnded(status: Job['status']): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled';
}

/** Refusals that another try cannot change. */
function isFinal(error: unknown): boolean {
  return error instanceof ApiError && [401, 403, 404, 410].includes(error.status);
}
