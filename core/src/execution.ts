import { z } from 'zod';

/** What a run may use; a value the driver cannot enforce is `null`. Bytes and milliseconds. */
export const SandboxLimits = z.object({
  wallMs: z.number().nullable(),
  cpus: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  processes: z.number().nullable(),
  outputBytes: z.number().nullable(),
  fileBytes: z.number().nullable(),
  /** What this driver cannot promise here, one sentence each. */
  notEnforced: z.array(z.string()),
});
export type SandboxLimits = z.infer<typeof SandboxLimits>;

export const executionStatuses = [
  'ok',
  'error',
  'timeout',
  'out_of_memory',
  'output_limit',
  'killed',
] as const;

/** What happened in the sandbox. A program that fails is a value like any other. */
export const Execution = z.object({
  status: z.enum(executionStatuses),
  exitCode: z.number().int().nullable(),
  stdout: z.string(),
  stderr: z.string(),
  /** True when more was written than is kept. */
  truncated: z.boolean(),
  durationMs: z.number(),
  cpuMs: z.number().nullable(),
  peakMemoryBytes: z.number().nullable(),
  driver: z.string(),
  runtime: z.string(),
  limits: SandboxLimits,
  /** What the program found; the first executions were kept without it. */
  environment: z
    .object({
      python: z.string(),
      /** Versions by name. */
      packages: z.record(z.string(), z.string()),
      /** The id of the image it ran in; null without one. */
      image: z.string().nullable(),
    })
    .optional(),
  error: z
    .object({
      type: z.string(),
      message: z.string(),
      /** The line of the user's program, counted from 1. */
      line: z.number().int().nullable(),
      traceback: z.string(),
    })
    .nullable(),
});
export type Execution = z.infer<typeof Execution>;
