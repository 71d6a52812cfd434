import { getJob, listJobs } from '#lib/api.ts';
import { ApiError, sentenceOf } from '#lib/request.ts';
import type { Job } from '#lib/shapes.ts';
import type { UserMessage } from '#lib/user-stream.ts';

export interface JobQuery {
  q: string;
  status: string;
  cursor: string | null;
}

const pageSize = 20;
/** Events come in bursts; one look after them is enough. */
const settleMs = 250;

export interface JobPageEdges {
  listJobs: typeof listJobs;
  getJob: typeof getJob;
  settle: (look: () => void) => () => void;
}

/** One page of the jobs list, kept up to date by the person's stream. `stop` ends it. */
export class JobPage {
  jobs = $state.raw<readonly Job[] | null>(null);
  nextCursor = $state<string | null>(null);
  problem = $state<string | null>(null);

  readonly #query: JobQuery;
  readonly #edges: JobPageEdges;
  readonly #abort = new AbortController();
  readonly #changed = new Set<string>();
  #forget: (() => void) | null = null;

  constructor(query: JobQuery, edges: Partial<JobPageEdges> = {}) {
    this.#query = query;
    this.#edges = { listJobs, getJob, settle, ...edges };
  }

  async load(): Promise<void> {
    const { q, status, cursor } = this.#query;
    try {
      const page = await this.#edges.listJobs({ q, status }, cursor, pageSize, this.#abort.signal);
      this.jobs = page.jobs;
      this.nextCursor = page.nextCursor;
      this.problem = null;
    } catch (error) {
      if (!this.#abort.signal.aborted) this.problem = sentenceOf(error);
    }
  }

  /** Looks again at what a message is about, once the burst that it came in is over. */
  take(message: UserMessage): void {
    if (message.kind === 'notification') return;
    if (message.kind === 'job') {
      if (!message.type.startsWith('job.') || message.type === 'job.judged') return;
      this.#changed.add(message.jobId);
    }
    this.#forget ??= this.#edges.settle(() => {
      this.#forget = null;
      const ids = [...this.#changed];
      this.#changed.clear();
      void this.#look(ids);
    });
  }

  /** Drops what somebody has just deleted, before the list is read again. */
  remove(ids: ReadonlySet<string>): void {
    this.jobs = this.jobs?.filter(({ id }) => !ids.has(id)) ?? null;
  }

  stop(): void {
    this.#forget?.();
    this.#abort.abort();
  }

  /** A job that is on the page is read by itself; anything else may change which jobs are on it. */
  async #look(ids: string[]): Promise<void> {
    const shown = new Set(this.jobs?.map(({ id }) => id));
    if (ids.length === 0 || this.#query.status !== '' || ids.some((id) => !shown.has(id))) return this.load();
    await Promise.all(ids.map((id) => this.#refresh(id)));
  }

  async #refresh(id: string): Promise<void> {
    try {
      const fresh = await this.#edges.getJob(id, this.#abort.signal);
      this.jobs = this.jobs?.map((job) => (job.id === id ? fresh : job)) ?? null;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.remove(new Set([id]));
    }
  }
}

function settle(look: () => void): () => void {
  const timer = setTimeout(look, settleMs);
  return () => clearTimeout(timer);
}
