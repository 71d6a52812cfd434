import { listJobs } from './api.ts';
import type { UserMessage } from './user-stream.ts';

const ends = ['job.succeeded', 'job.failed', 'job.cancelled'];

/** Which of a person's jobs are at work right now, in whatever tab or program they were started. */
export class RunningJobs {
  ids = $state.raw<ReadonlySet<string>>(new Set());

  async load(signal?: AbortSignal): Promise<void> {
    try {
      const [queued, running] = await Promise.all([
        listJobs({ q: '', status: 'queued' }, null, 100, signal),
        listJobs({ q: '', status: 'running' }, null, 100, signal),
      ]);
      this.ids = new Set([...queued.jobs, ...running.jobs].map(({ id }) => id));
    } catch {
      // The tab's icon is a hint and no more; the next opening of the stream looks again.
    }
  }

  take(message: Extract<UserMessage, { kind: 'job' }>): void {
    const ended = ends.includes(message.type);
    if (this.ids.has(message.jobId) !== ended) return;
    const ids = new Set(this.ids);
    if (ended) ids.delete(message.jobId);
    else ids.add(message.jobId);
    this.ids = ids;
  }
}
