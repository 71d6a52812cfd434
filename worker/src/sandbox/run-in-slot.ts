import type { Execution } from '@snaprun/core/execution';
import type { SandboxJob, SandboxRun } from './driver.ts';
import type { Pool } from './pool.ts';
import { type RunSettings, runInBox } from './run-in-box.ts';
import type { RunSlots } from './run-slots.ts';

/**
 * Waits for a slot, then runs the job in a box of the pool; the slot is free again when the box has ended.
 *
 * A job that is aborted while it waits is a killed one that has used nothing.
 */
export function runInSlot(
  slots: RunSlots,
  pool: Pick<Pool, 'take'>,
  job: SandboxJob,
  settings: RunSettings,
  signal: AbortSignal,
): SandboxRun {
  const begin = async (): Promise<SandboxRun | null> => {
    const leave = await slots.enter(signal);
    if (leave === null) return null;
    try {
      const box = pool.take();
      void box.ended.then(leave);
      return runInBox(box, job, settings, signal);
    } catch (error) {
      leave();
      throw error;
    }
  };
  const begun = begin();
  const result = begun.then(
    (run) => run?.result ?? { execution: neverRan(settings), files: [], skipped: [], figures: [] },
  );
  // Whoever reads only the output must not be ended by an unhandled rejection; `result` still rejects for its reader.
  result.catch(() => undefined);
  return { output: outputOf(begun), result };
}

async function* outputOf(begun: Promise<SandboxRun | null>): SandboxRun['output'] {
  // Why it could not begin is told by `result`.
  const run = await begun.catch(() => null);
  if (run) yield* run.output;
}

function neverRan({ driver, runtime, inForce }: RunSettings): Execution {
  return {
    status: 'killed',
    exitCode: null,
    stdout: '',
    stderr: '',
    truncated: false,
    durationMs: 0,
    cpuMs: null,
    peakMemoryBytes: null,
    driver,
    runtime,
    limits: inForce,
    error: null,
  };
}
