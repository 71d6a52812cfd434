import type { EventData, EventType, JobEvent, StepName } from '@snaprun/core/events';

export interface TimelineStep {
  step: StepName;
  n: number;
  startedAt: string;
  /** Null while it runs; `interrupted` when another worker began it anew. */
  durationMs: number | null;
  interrupted: boolean;
  /** What happened in it, in the order it came. */
  happened: StepFact[];
}

/** An event that a step shows as a line of its own. */
export type StepFact = Extract<
  JobEvent,
  {
    type:
      | 'thought'
      | 'image.read'
      | 'code.written'
      | 'critic.reported'
      | 'run.started'
      | 'run.finished'
      | 'artifact.stored'
      | 'job.judged';
  }
>;

/** Everything a page knows of a job from its events alone. */
export interface JobProgress {
  /** The last event applied; what comes again at or below it changes nothing. */
  seq: number;
  status: 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  outcome: string | null;
  summary: string | null;
  error: { code: string; message: string } | null;
  steps: TimelineStep[];
  spec: EventData<'image.read'>['spec'] | null;
  /** Output of the run under way or the last one. */
  output: { attemptId: string; stdout: string; stderr: string } | null;
  waiting: EventData<'model.waiting'> | null;
  /** Why the job went back to the queue, oldest first. */
  moves: string[];
}

export const noProgress: JobProgress = {
  seq: 0,
  status: 'queued',
  outcome: null,
  summary: null,
  error: null,
  steps: [],
  spec: null,
  output: null,
  waiting: null,
  moves: [],
};

/** The most of one stream's live output that a page keeps; the full log comes with the results. */
const keptOutput = 20_000;

/**
 * The progress after one more event.
 *
 * Replays and doubles change nothing and give the same object back; unknown types of later versions only advance `seq`.
 */
export function applyEvent(before: JobProgress, event: JobEvent): JobProgress {
  if (event.seq <= before.seq) return before;
  const change = changes[event.type] as ((progress: JobProgress, event: JobEvent) => object) | undefined;
  return { ...before, ...change?.(before, event), seq: event.seq };
}

type EventOf<T extends EventType> = Extract<JobEvent, { type: T }>;
type Changes = { [T in EventType]: (progress: JobProgress, event: EventOf<T>) => Partial<JobProgress> };

const changes: Changes = {
  'job.queued': () => ({ status: 'queued' }),
  'job.started': () => ({ status: 'running' }),
  'job.moved': (progress, { data }) => ({
    status: 'queued',
    waiting: null,
    output: null,
    moves: [...progress.moves, data.reason],
    steps: interrupt(progress.steps),
  }),
  'job.succeeded': (progress, { data }) => ({
    ...ended(progress),
    status: 'succeeded',
    outcome: data.outcome,
    summary: data.summary,
  }),
  'job.failed': (progress, { data }) => ({
    ...ended(progress),
    status: 'failed',
    outcome: data.outcome,
    summary: data.summary,
    error: data.error,
  }),
  'job.cancelled': (progress) => ({ ...ended(progress), status: 'cancelled', outcome: 'cancelled' }),
  'step.started': (progress, { data, at }) => ({
    waiting: null,
    steps: [
      ...interrupt(progress.steps),
      { ...data, startedAt: at, durationMs: null, interrupted: false, happened: [] },
    ],
  }),
  'step.finished': (progress, { data }) => ({
    waiting: null,
    steps: progress.steps.map((step) =>
      step.durationMs === null && step.step === data.step && step.n === data.n && !step.interrupted
        ? { ...step, durationMs: data.durationMs }
        : step,
    ),
  }),
  thought: happened,
  'image.read': (progress, event) => ({ ...happened(progress, event), spec: event.data.spec }),
  'code.written': happened,
  'critic.reported': happened,
  'run.started': (progress, event) => ({
    ...happened(progress, event),
    output: { attemptId: event.data.attemptId, stdout: '', stderr: '' },
  }),
  'run.output': (progress, { data }) => {
    const same = progress.output?.attemptId === data.attemptId ? progress.output : null;
    const output = same ?? { attemptId: data.attemptId, stdout: '', stderr: '' };
    return { output: { ...output, [data.stream]: (output[data.stream] + data.text).slice(-keptOutput) } };
  },
  'run.finished': happened,
  'artifact.stored': happened,
  'job.judged': happened,
  'model.waiting': (_, { data }) => ({ waiting: data }),
};

/** Adds a fact to the step under way, or to the last one when none is open. */
function happened(progress: JobProgress, event: StepFact): Partial<JobProgress> {
  const open = progress.steps.findLastIndex((step) => step.durationMs === null && !step.interrupted);
  const at = open === -1 ? progress.steps.length - 1 : open;
  const steps = progress.steps.map((step, i) =>
    i === at ? { ...step, happened: [...step.happened, event] } : step,
  );
  return { waiting: null, steps };
}

function interrupt(steps: TimelineStep[]): TimelineStep[] {
  return steps.map((step) => (step.durationMs === null ? { ...step, interrupted: true } : step));
}

function ended(progress: JobProgress): Partial<JobProgress> {
  return { waiting: null, steps: interrupt(progress.steps) };
}
