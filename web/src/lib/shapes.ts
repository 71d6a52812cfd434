import * as v from 'valibot';

/**
 * What the pages depend on of the api's answers, checked when they arrive.
 *
 * Fields that no page reads are left out, so that an additive change of the api breaks nothing.
 */

const text = v.nullable(v.string());
const amount = v.nullable(v.number());

export const PictureFile = v.object({
  id: v.string(),
  name: v.string(),
  bytes: v.number(),
  width: amount,
  height: amount,
  downloadUrl: v.nullish(v.string()),
});
export type PictureFile = v.InferOutput<typeof PictureFile>;

export const Upload = v.object({
  url: v.pipe(v.string(), v.url()),
  headers: v.record(v.string(), v.string()),
});
export type Upload = v.InferOutput<typeof Upload>;

export const CreatedFile = v.object({ file: PictureFile, upload: v.nullable(Upload) });

export const Receipt = v.object({
  modelCalls: v.number(),
  tokensIn: v.number(),
  tokensOut: v.number(),
  modelMs: v.number(),
  sandboxMs: v.number(),
  queuedMs: v.number(),
  totalMs: v.number(),
  attempts: v.number(),
  demoModels: v.boolean(),
});
export type Receipt = v.InferOutput<typeof Receipt>;

export const Job = v.object({
  id: v.string(),
  name: v.string(),
  fileId: v.string(),
  parentId: text,
  /** How it came of its parent: `retry`, `follow_up`, `run`, or a later version's word. */
  relation: text,
  instruction: text,
  status: v.picklist(['queued', 'running', 'succeeded', 'failed', 'cancelled']),
  outcome: text,
  error: v.nullable(v.object({ code: v.string(), message: v.string() })),
  summary: text,
  queue: v.nullable(v.object({ position: v.number(), etaMs: amount })),
  receipt: v.nullable(Receipt),
  thumbnailUrl: v.nullish(v.string()),
  queuedAt: v.string(),
  startedAt: text,
  finishedAt: text,
});
export type Job = v.InferOutput<typeof Job>;

export const JobPage = v.object({ jobs: v.array(Job), nextCursor: text });
export type JobPage = v.InferOutput<typeof JobPage>;

export const JobDeletion = v.object({
  deleted: v.object({
    jobs: v.number(),
    files: v.number(),
    attempts: v.number(),
    events: v.number(),
    objects: v.number(),
  }),
});
export type JobDeletion = v.InferOutput<typeof JobDeletion>;

/** How one result became another. */
export const JobDiff = v.object({
  code: v.nullable(v.object({ added: v.number(), removed: v.number(), patch: v.string() })),
  data: v.nullable(
    v.object({
      columns: v.object({ added: v.array(v.string()), removed: v.array(v.string()) }),
      rows: v.object({ from: v.number(), to: v.number() }),
      changed: v.number(),
      cells: v.array(v.object({ row: v.string(), column: v.string(), from: v.string(), to: v.string() })),
    }),
  ),
});
export type JobDiff = v.InferOutput<typeof JobDiff>;

export const Finding = v.object({
  tool: v.string(),
  rule: v.string(),
  severity: v.picklist(['error', 'warning']),
  line: amount,
  column: amount,
  message: v.string(),
  url: text,
  blocking: v.boolean(),
});
export type Finding = v.InferOutput<typeof Finding>;

export const Execution = v.object({
  status: v.picklist(['ok', 'error', 'timeout', 'out_of_memory', 'output_limit', 'killed']),
  exitCode: amount,
  stdout: v.string(),
  stderr: v.string(),
  truncated: v.boolean(),
  durationMs: v.number(),
  peakMemoryBytes: amount,
  driver: v.string(),
  runtime: v.string(),
  limits: v.object({ notEnforced: v.array(v.string()) }),
  error: v.nullable(v.object({ type: v.string(), message: v.string(), line: amount, traceback: v.string() })),
});
export type Execution = v.InferOutput<typeof Execution>;

export const Attempt = v.object({
  id: v.string(),
  n: v.number(),
  origin: v.picklist(['generated', 'repaired', 'resampled', 'edited']),
  code: v.string(),
  critic: v.object({ blocked: v.boolean(), findings: v.array(Finding) }),
  execution: v.nullable(Execution),
});
export type Attempt = v.InferOutput<typeof Attempt>;

export const Artifact = v.object({
  id: v.string(),
  attemptId: text,
  name: v.string(),
  mediaType: v.string(),
  bytes: v.number(),
  width: amount,
  height: amount,
  url: v.pipe(v.string(), v.url()),
});
export type Artifact = v.InferOutput<typeof Artifact>;

export const Fidelity = v.object({
  verdict: v.picklist(['reproduced', 'differs', 'partial']),
  score: v.number(),
  aspects: v.array(v.object({ name: v.string(), score: v.number(), note: v.string() })),
  differences: v.array(
    v.object({
      series: v.string(),
      x: v.union([v.number(), v.string()]),
      source: amount,
      produced: amount,
    }),
  ),
  unchecked: v.array(v.string()),
});
export type Fidelity = v.InferOutput<typeof Fidelity>;

export const Results = v.object({
  job: Job,
  /** The attempt that the verdict is about; null unless the job succeeded. */
  attemptId: text,
  attempts: v.array(Attempt),
  artifacts: v.array(Artifact),
  fidelity: v.nullable(Fidelity),
});
export type Results = v.InferOutput<typeof Results>;

export const Share = v.object({ id: v.string(), expiresAt: v.string(), createdAt: v.string() });
export type Share = v.InferOutput<typeof Share>;

export const MadeShare = v.object({ share: Share, url: v.nullable(v.pipe(v.string(), v.url())) });
export const ShareList = v.object({ shares: v.array(Share) });

/** What a link shows to whoever has it. */
export const SharedResult = v.object({
  name: v.string(),
  instruction: text,
  status: Job.entries.status,
  outcome: text,
  summary: text,
  error: Job.entries.error,
  finishedAt: text,
  expiresAt: v.string(),
  picture: v.object({ url: v.pipe(v.string(), v.url()), width: amount, height: amount }),
  attempt: v.nullable(v.omit(Attempt, ['id'])),
  artifacts: v.array(v.omit(Artifact, ['id', 'attemptId'])),
  fidelity: v.nullable(Fidelity),
  demoModels: v.boolean(),
});
export type SharedResult = v.InferOutput<typeof SharedResult>;

export const SignedIn = v.object({ token: v.string(), expiresAt: v.pipe(v.string(), v.isoTimestamp()) });

export const Problem = v.object({
  title: v.optional(v.string()),
  detail: v.optional(v.string()),
  code: v.optional(v.string()),
  requestId: v.optional(v.string()),
});
