import type { Db } from '@snaprun/core/database';
import { type Move, transitionJob } from '@snaprun/core/jobs';
import { addNotification } from '@snaprun/core/notifications';
import type { Job } from '@snaprun/core/schema/jobs';
import { users } from '@snaprun/core/schema/users';
import { eq } from 'drizzle-orm';
import { reach } from '../failpoints.ts';
import { inSpan } from '../telemetry/in-span.ts';
import type { AgentRun } from './agent-run.ts';

type Final = Exclude<Move, { to: 'running' | 'queued' }>;
/** Each kind of end without its receipt, which comes from the meter. */
type End = Final extends infer M ? (M extends Final ? Omit<M, 'receipt'> : never) : never;

/** Ends a job that this claim holds, with its receipt and its notification; throws ClaimLost when it does not. */
export async function endJob({ deps, job, meter }: Pick<AgentRun, 'deps' | 'job' | 'meter'>, end: End) {
  meter.receipt.totalMs = Date.now() - job.queuedAt.getTime();
  const move = { ...end, receipt: meter.receipt } as Final;
  const outcome = 'outcome' in move ? move.outcome : move.to;
  reach('before-final-event');
  const ended = await inSpan('end job', { 'snaprun.job.outcome': outcome }, () =>
    endJobRow(deps.db, job, move),
  );
  reach('after-final-event');
  return ended;
}

/** Ends any job that is at this epoch, with the receipt it has if `move` brings none, and tells its owner. */
export async function endJobRow(
  db: Db,
  job: Pick<Job, 'id' | 'epoch' | 'receipt' | 'queuedAt'>,
  move: Final,
): Promise<Job> {
  const receipt = move.receipt ?? { ...job.receipt, totalMs: Date.now() - job.queuedAt.getTime() };
  return db.transaction(async (tx) => {
    const ended = await transitionJob(tx, job.id, { epoch: job.epoch }, { ...move, receipt });
    const [owner] = await tx.select({ notify: users.notify }).from(users).where(eq(users.id, ended.userId));
    // Who stopped a job knows that it stopped.
    if (move.to !== 'cancelled' && owner?.notify.jobFinished !== false) {
      await addNotification(tx, {
        userId: ended.userId,
        jobId: ended.id,
        kind: `job.${move.to}`,
        message: messageOf(ended, move),
      });
    }
    return ended;
  });
}

function messageOf(job: Job, move: Final): string {
  const name = `“${job.name}”`;
  if (move.to === 'succeeded') return `${name} is done: ${move.outcome}.`;
  return `${name} failed: ${move.to === 'failed' ? move.message : ''}`.slice(0, 500);
}
