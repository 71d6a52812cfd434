import { StopReason } from '../agent/stop-reason.ts';

/** The jobs this process works on now, each with the switch that stops it. */
export interface RunningJobs {
  has(jobId: string): boolean;
  ids(): string[];
  /** Runs `work` with the job's signal; the job counts as running until it is through. */
  track<T>(jobId: string, work: (stop: AbortController) => Promise<T>): Promise<T>;
  stop(jobId: string, kind: StopReason['kind']): void;
  stopAll(kind: StopReason['kind']): void;
  /** From now on every job is handed over at the end of its step. */
  drain(): void;
  isDraining(): boolean;
}

export function createRunningJobs(): RunningJobs {
  const running = new Map<string, AbortController>();
  let isDraining = false;
  const stop = (jobId: string, kind: StopReason['kind']) => running.get(jobId)?.abort(new StopReason(kind));
  return {
    has: (jobId) => running.has(jobId),
    ids: () => [...running.keys()],
    async track(jobId, work) {
      const controller = new AbortController();
      running.set(jobId, controller);
      try {
        return await work(controller);
      } finally {
        running.delete(jobId);
      }
    },
    stop,
    drain: () => {
      isDraining = true;
    },
    isDraining: () => isDraining,
    stopAll: (kind) => {
      for (const jobId of running.keys()) stop(jobId, kind);
    },
  };
}
