/** Measures the time a job is worked on and calls when it is used up; waiting for an outage is not work. */
export interface WorkClock {
  workedMs(): number;
  pause(): void;
  resume(): void;
  stop(): void;
}

export function startWorkClock(workedBefore: number, limitMs: number, onSpent: () => void): WorkClock {
  let before = workedBefore;
  let since: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  const workedMs = () => before + (since === null ? 0 : performance.now() - since);
  const halt = () => {
    clearTimeout(timer);
    before = workedMs();
    since = null;
  };
  const go = () => {
    if (since !== null) return;
    since = performance.now();
    timer = setTimeout(onSpent, Math.max(0, limitMs - before));
  };
  go();
  return { workedMs, pause: halt, resume: go, stop: halt };
}
