import { randomBytes } from 'node:crypto';
import { AppError } from '@snaprun/core/errors';
import type { Execution, SandboxLimits } from '@snaprun/core/execution';
import { createAnswer, type Verdict } from './answer.ts';
import type { Box, BoxEnd } from './box.ts';
import { cleanText } from './clean-text.ts';
import type { OutputChunk, SandboxJob, SandboxResult, SandboxRun } from './driver.ts';
import { parseEnvironment } from './environment.ts';
import {
  createFrameParser,
  encodeJob,
  keyBytes,
  ProtocolViolation,
  protocolVersion,
  type WireLimits,
} from './frames.ts';
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
  /** The id of the image that boxes are made of; undefined without one. */
  image?: string | undefined;
}

/** Why we ended a box. */
type Cut = 'killed' | 'timeout' | 'never ready';
/** How a box ended its report by itself. */
type Broken = 'out of memory' | 'disturbed' | 'died';

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
  { driver, runtime, inForce, limits, image }: RunSettings,
  signal: AbortSignal,
  onOutput: (chunk: OutputChunk) => void,
): Promise<SandboxResult> {
  const startedAt = performance.now();
  const key = randomBytes(keyBytes);
  const answer = createAnswer(limits, onOutput);
  const clock = createClock((why) => stop(why));
  let cut: Cut | null = null;
  const stop = (why: Cut) => {
    cut ??= why;
    box.kill();
  };
  let hasStarted = false;
  let environment: Execution['environment'];
  const parser = createFrameParser(key, mostBytes(limits), (frame) => {
    if (frame.kind === 'ready') {
      checkProtocol(frame.payload);
      environment = parseEnvironment(frame.payload, image ?? null);
      clock.expectResult(limits.wallMs + graceMs);
    } else if (frame.kind === 'started') hasStarted = true;
    else answer.take(frame);
  });
  const onAbort = () => stop('killed');
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  let failure: unknown = null;
  try {
    box.input.write(encodeJob(job.code, job.inputPng, limits, key));
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
  const isWhole = parser.isComplete() && failure === null && cut === null;
  let broken: Broken | null = null;
  let peakMemoryBytes: number | null = null;
  if (!isWhole) {
    const end = await box.ended;
    peakMemoryBytes = end.peakMemoryBytes ?? null;
    broken = brokenBy(end, failure, hasStarted);
    if (cut === 'never ready' || (cut === null && broken === null))
      throw sandboxTrouble(driver, end.lost ?? end.complaint, failure);
  }
  const { verdict, files, skipped, figures, ...output } = answer.finish();
  const elapsedMs = performance.now() - startedAt;
  const ending = (isWhole ? verdict : null) ?? cutShort(cut ?? broken, elapsedMs, peakMemoryBytes);
  const truncated = output.truncated || ending.status === 'output_limit';
  const ranIn = environment === undefined ? {} : { environment };
  const execution: Execution = {
    ...ending,
    ...output,
    truncated,
    driver,
    runtime,
    limits: inForce,
    ...ranIn,
  };
  return { execution, files, skipped, figures };
}

/**
 * How the program broke the report off, null if that was not its doing: once it runs it may end or disturb
 * its supervisor where the kernel lets it, and then that is its result.
 */
function brokenBy(end: BoxEnd, failure: unknown, hasStarted: boolean): Broken | null {
  if (!hasStarted || end.lost) return null;
  if (end.outOfMemory) return 'out of memory';
  if (failure === null) return 'died';
  return failure instanceof ProtocolViolation ? 'disturbed' : null;
}

function checkProtocol(payload: Buffer): void {
  const spoken = /"protocol": ?(\d{1,9})/.exec(payload.toString('latin1'))?.[1];
  if (Number(spoken) === protocolVersion) return;
  throw new Error(
    `its supervisor speaks protocol ${spoken ?? 'unknown'}, this worker ${protocolVersion}; build the sandbox image again.`,
  );
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

const breaks: Readonly<Record<Broken, string>> = {
  'out of memory': 'The sandbox was ended because its memory was used up.',
  disturbed: 'The program disturbed the report of its supervisor, so nothing later is known of the run.',
  died: 'The sandbox was killed before its supervisor could report.',
};

/** The verdict on a box that was ended from outside, or whose supervisor was killed or disturbed from inside. */
function cutShort(why: Cut | Broken | null, elapsedMs: number, peakMemoryBytes: number | null): Verdict {
  const message = why === 'out of memory' || why === 'disturbed' || why === 'died' ? breaks[why] : null;
  return {
    status: why === 'timeout' ? 'timeout' : why === 'out of memory' ? 'out_of_memory' : 'killed',
    exitCode: null,
    durationMs: Math.round(elapsedMs),
    cpuMs: null,
    peakMemoryBytes,
    error: message === null ? null : { type: 'SandboxDied', message, line: null, traceback: '' },
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
