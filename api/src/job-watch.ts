import type { AppDeps } from './deps.ts';

/** A gentle alarm for one job: `changed` resolves at the next notice since it was last called, after `ms`, or on abort. */
export interface JobWatch {
  changed(ms: number): Promise<void>;
  /** True when nobody waits any more: the client left or the process goes down. */
  stopped(): boolean;
  close(): void;
}

/** Watches a job's events; a notice between two calls of `changed` is not lost. */
export async function watchJob(hub: AppDeps['hub'], jobId: string, signal: AbortSignal): Promise<JobWatch> {
  let noticed = false;
  let release: (() => void) | undefined;
  const wake = () => {
    noticed = true;
    release?.();
  };
  const unsubscribe = await hub.subscribe(jobId, wake);
  const stopped = AbortSignal.any([signal, hub.stopping]);
  stopped.addEventListener('abort', wake);
  return {
    async changed(ms) {
      if (!noticed && !stopped.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>();
        release = resolve;
        const timer = setTimeout(resolve, ms);
        await promise;
        clearTimeout(timer);
        release = undefined;
      }
      noticed = false;
    },
    stopped: () => stopped.aborted,
    close() {
      stopped.removeEventListener('abort', wake);
      unsubscribe();
    },
  };
}
