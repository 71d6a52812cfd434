import { AppError } from './errors.ts';

export const jobStatuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** Which outcomes a status may carry; none while the job is not final. */
export const outcomesOf = {
  queued: [],
  running: [],
  succeeded: ['reproduced', 'differs', 'partial', 'answered'],
  failed: [
    'unreadable_image',
    'code_failed',
    'sandbox_failed',
    'model_unavailable',
    'budget_spent',
    'deadline_exceeded',
    'worker_crashed',
  ],
  cancelled: ['cancelled'],
} as const satisfies Record<JobStatus, readonly string[]>;

export type SuccessOutcome = (typeof outcomesOf)['succeeded'][number];
export type FailureOutcome = (typeof outcomesOf)['failed'][number];
export type Outcome = SuccessOutcome | FailureOutcome | 'cancelled';

/** The whole life of a job: from each status, where it may go. A finished job goes nowhere. */
export const allowedMoves = {
  queued: ['running', 'failed', 'cancelled'],
  running: ['queued', 'succeeded', 'failed', 'cancelled'],
  succeeded: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<JobStatus, readonly JobStatus[]>;

export function isFinal(status: JobStatus): boolean {
  return allowedMoves[status].length === 0;
}

/** This worker no longer holds the job: another claim, a cancel or an end came first. It may write nothing more. */
export class ClaimLost extends AppError {
  constructor(jobId: string) {
    super('conflict', `Job ${jobId} is no longer held by this claim.`);
    this.name = 'ClaimLost';
  }
}
