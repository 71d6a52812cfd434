import type { Execution, SandboxLimits } from '@snaprun/core/execution';
import type { FigureFacts } from './figure-facts.ts';

/** One program to run once, with the picture it may read as `/job/input.png`. */
export interface SandboxJob {
  code: string;
  inputPng: Uint8Array | null;
  /** Tighter limits for this run; the driver's own are never exceeded. */
  limits?: Partial<JobLimits>;
  /** Whose run it is, for the record of who holds which box. */
  holder?: { jobId: string };
}

/** Milliseconds, bytes, counts. `fileBytes` is one file's size, `files` how many are kept. */
export interface JobLimits {
  wallMs: number;
  memoryBytes: number;
  processes: number;
  outputBytes: number;
  fileBytes: number;
  files: number;
}

export interface OutputChunk {
  stream: 'stdout' | 'stderr';
  text: string;
}

/** A file the program left in `/job/out`: its name is a safe base name, its content fits its type. */
export interface SandboxFile {
  name: string;
  bytes: Uint8Array;
  mediaType: string;
}

export interface SkippedFile {
  name: string;
  reason: string;
  /** Its size, or null where nobody could look. */
  bytes: number | null;
}

export interface SandboxResult {
  execution: Execution;
  files: SandboxFile[];
  skipped: SkippedFile[];
  figures: FigureFacts[];
}

/**
 * A run under way. `output` ends when the program does; `result` settles even if nobody reads it.
 *
 * A program that fails, loops or is cancelled is a result. `result` rejects only for trouble of ours.
 */
export interface SandboxRun {
  output: AsyncIterable<OutputChunk>;
  result: Promise<SandboxResult>;
}

/** Runs each program in an environment of its own, used once. Aborting kills within a second. */
export interface SandboxDriver {
  readonly name: 'bubblewrap' | 'docker' | 'kubernetes' | 'memory';
  readonly runtime: string;
  limits(): SandboxLimits;
  run(job: SandboxJob, signal: AbortSignal): SandboxRun;
  /** Sandboxes that wait for a program, and those that will soon; missing where none are kept. */
  poolSize?(): { ready: number; starting: number };
  close(): Promise<void>;
}
