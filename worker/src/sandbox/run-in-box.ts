import { AppError } from '@snaprun/core/errors';
import type { Execution, SandboxLimits } from '@snaprun/core/execution';
import { createAnswer, type Verdict } from './answer.ts';
import type { Box } from './box.ts';
import { cleanText } from './clean-text.ts';
import type { OutputChunk, SandboxJob, SandboxResult, SandboxRun } from './driver.ts';
import { createFrameParser, encodeJob, type WireLimits } from './frames.ts';
import { createOutputQueue } from './output-queue.ts';

/** A box that has not come up after this long never will. */
const readyMs = 60_000;
/** What the supervisor gets on top of the wall clock to end the program, collect and answer. */
const graceMs = 10_000;

export interface RunSettings {
  driver: string;
  runtime: string;
  inForce: SandboxLimits;
  limits: WireLimits;
}

type Cut = 'killed' | 'timeout' | 'never ready';

/** Runs the job in a fresh box and takes the box down, whatever happens. */
export function runInBox(box: Box, job: SandboxJob, settings: RunSettings, signal: AbortSignal): SandboxRun {
  const queue = createOutputQueue();
  const result = serve(box, job, settings, signal, queue.push).finally(() => {
    box.kill();
    queue.end();
  });
  // Whoever reads only the output must not be ended by an unhandled rejection; `result` still rejects for its reader.
  result.catch(() => undefined);
  return { output: queue.output, result };
}

async function serve(
  box: Box,
  job: SandboxJob,
  { driver, runtime, inForce, limits }: RunSettings,
  signal: AbortSignal,
  onOutput: (chunk: OutputChunk) => void,
): Promise<SandboxResult> {
  const startedAt = performance.now();
  const answer = createAnswer(limits, onOutput);
  const clock = createClock((why) => stop(why));
  let cut: Cut | null = null;
  const stop = (why: Cut) => {
    cut ??= why;
    box.kill();
  };
  const parser = createFrameParser(mostBytes(limits), (frame) => {
    if (frame.kind === 'ready') clock.expectResult(limits.wallMs + graceMs);
    else answer.take(frame);
  });
  const onAbort = () => stop('killed');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  let failure: unknown = null;
  try {
    box.input.write(encodeJob(job.code, job.inputPng, limits));
    for await (const chunk of box.frames) {
      parser.push(chunk);
      if (parser.isComplete()) break;
    }
  } catch (error) {
    failure = error;
    box.kill();
  } finally {
    clock.clear();
    signal.removeEventListener('abort', onAbort);
  }
  if (!parser.isComplete() || failure !== null || cut !== null) {
    const { complaint } = await box.ended;
    const ours =
      cut === 'never ready' || (cut === null && (failure !== null || complaint !== '' || !clock.isReady()));
    if (ours) throw sandboxTrouble(driver, complaint, failure);
  }
  const { verdict, files, skipped, figures, ...output } = answer.finish();
  const ending = (cut === null ? verdict : null) ?? cutShort(cut, performance.now() - startedAt);
  const truncated = output.truncated || ending.status === 'output_limit';
  const execution: Execution = { ...ending, ...output, truncated, driver, runtime, limits: inForce };
  return { execution, files, skipped, figures };
}

/** Watches that the box comes up and, once it has, that it answers. */
function createClock(onLate: (why: Cut) => void) {
  let timer = setTimeout(() => onLate('never ready'), readyMs);
  let ready = false;
  return {
    expectResult(withinMs: number): void {
      ready = true;
      clearTimeout(timer);
      timer = setTimeout(() => onLate('timeout'), withinMs);
    },
    isReady: (): boolean => ready,
    clear: (): void => clearTimeout(timer),
  };
}

/** The verdict on a box that was ended from outside, or whose supervisor was killed from inside. */
function cutShort(cut: Cut | null, elapsedMs: number): Verdict {
  const message = 'The sandbox was killed before its supervisor could report.';
  const died = { type: 'SandboxDied', message, line: null, traceback: '' };
  return {
    status: cut === 'timeout' ? 'timeout' : 'killed',
    exitCode: null,
    durationMs: Math.round(elapsedMs),
    cpuMs: null,
    peakMemoryBytes: null,
    error: cut === null ? died : null,
  };
}

/** More than an honest supervisor can send under these limits, with room for its JSON. */
function mostBytes(limits: WireLimits): number {
  return 2 * limits.outputBytes + limits.totalFileBytes + 24 * 2 * 1024 * 1024;
}

function sandboxTrouble(driver: string, complaint: string, cause: unknown): AppError {
  const reason =
    complaint.trim().split('\n').at(-1) || (cause instanceof Error ? cause.message : 'no answer came');
  return new AppError(
    'unavailable',
    `The ${driver} sandbox could not run the program: ${cleanText(reason, 500)}`,
    {
      cause,
      details: { complaint: cleanText(complaint, 4000) },
    },
  );
}
