import { setTimeout as delay } from 'node:timers/promises';
import type { Execution, SandboxLimits } from '@snaprun/core/execution';
import type {
  OutputChunk,
  SandboxDriver,
  SandboxFile,
  SandboxJob,
  SandboxResult,
  SandboxRun,
  SkippedFile,
} from './driver.ts';
import type { FigureFacts } from './figure-facts.ts';
import { defaultLimits } from './limits.ts';
import { createOutputQueue } from './output-queue.ts';

/** What a scripted run does; everything left out is a quiet success. */
export interface ScriptedRun {
  execution?: Partial<Execution>;
  files?: SandboxFile[];
  skipped?: SkippedFile[];
  figures?: FigureFacts[];
  output?: OutputChunk[];
  /** Run until aborted. */
  hangs?: boolean;
  /** Run for so long, or until aborted. */
  takesMs?: number;
  /** Trouble of ours: `result` rejects with it. */
  throws?: Error;
}

/**
 * The twin for tests of the agent: runs nothing and answers from a script, one entry a run (the last
 * one repeats) or a function of the job. `jobs` holds what was asked.
 */
export function createInMemoryDriver(
  script: ScriptedRun[] | ((job: SandboxJob, n: number) => ScriptedRun) = [],
): SandboxDriver & { readonly jobs: readonly SandboxJob[] } {
  const jobs: SandboxJob[] = [];
  const limits: SandboxLimits = {
    wallMs: defaultLimits.wallMs,
    cpus: defaultLimits.cpus,
    memoryBytes: defaultLimits.memoryBytes,
    processes: defaultLimits.processes,
    outputBytes: defaultLimits.outputBytes,
    fileBytes: defaultLimits.fileBytes,
    notEnforced: ['Nothing is run: the answers are scripted.'],
  };
  const scripted = (job: SandboxJob): ScriptedRun =>
    typeof script === 'function'
      ? script(job, jobs.length)
      : (script[jobs.length - 1] ?? script.at(-1) ?? {});

  return {
    name: 'memory',
    runtime: 'script',
    jobs,
    limits: () => limits,
    run(job, signal): SandboxRun {
      jobs.push(job);
      const run = scripted(job);
      const queue = createOutputQueue();
      for (const chunk of run.output ?? []) queue.push(chunk);
      const result = settle(run, signal, limits).finally(queue.end);
      // As in the real drivers: whoever reads only the output is not ended by an unhandled rejection.
      result.catch(() => undefined);
      return { output: queue.output, result };
    },
    close: async () => undefined,
  };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined); // the signal says it to whoever asks
}

async function settle(run: ScriptedRun, signal: AbortSignal, limits: SandboxLimits): Promise<SandboxResult> {
  if (run.throws) throw run.throws;
  if (run.hangs && !signal.aborted)
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  if (run.takesMs !== undefined && !signal.aborted) await pause(run.takesMs, signal);
  const said = (stream: OutputChunk['stream']) =>
    (run.output ?? []).map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('');
  const execution: Execution = {
    status: 'ok',
    exitCode: 0,
    stdout: said('stdout'),
    stderr: said('stderr'),
    truncated: false,
    durationMs: 1,
    cpuMs: 1,
    peakMemoryBytes: 1,
    driver: 'memory',
    runtime: 'script',
    limits,
    error: null,
    ...run.execution,
    ...(signal.aborted ? { status: 'killed' as const, exitCode: null } : {}),
  };
  return { execution, files: run.files ?? [], skipped: run.skipped ?? [], figures: run.figures ?? [] };
}
