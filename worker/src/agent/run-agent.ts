import type { BaseCheckpointSaver } from '@langchain/langgraph';
import type { File } from '@snaprun/core/schema/files';
import { type Job, jobs } from '@snaprun/core/schema/jobs';
import { and, eq } from 'drizzle-orm';
import type { AgentDeps, AgentRun } from './agent-run.ts';
import { budgets } from './budgets.ts';
import { createGraph } from './graph.ts';
import type { Meter } from './meter.ts';
import { promptVersions } from './prompts/prompt.ts';
import { createRecorder } from './recorder.ts';
import { type AgentState, emptyState } from './state.ts';
import { StopReason } from './stop-reason.ts';
import { watchCheckpoints } from './watch-checkpoints.ts';
import { startWorkClock } from './work-clock.ts';

/** Far more supersteps than the budgets allow; only a mistake in the graph reaches it. */
const recursionLimit = 100;

export interface AgentTask {
  deps: AgentDeps;
  job: Job;
  file: File;
  meter: Meter;
  checkpointer: BaseCheckpointSaver;
  /** Stops the run from outside; the run itself stops it when its time is up. */
  stop: AbortController;
  /** Whether the job is to be handed over at the end of a step. */
  isDraining: () => boolean;
}

/**
 * Runs the agent for one claim until the job has ended, going on after the last finished step where there is one.
 *
 * Throws the reason of `stop`, ClaimLost, or trouble of ours.
 */
export async function runAgent(agentTask: AgentTask): Promise<void> {
  const { deps, job, file, meter, checkpointer, stop } = agentTask;
  const config = { configurable: { thread_id: job.id } };
  const saved = await checkpointer.getTuple(config);
  const values = saved?.checkpoint.channel_values as Partial<AgentState> | undefined;
  const clock = startWorkClock(values?.workedMs ?? 0, budgets.workMs, () =>
    stop.abort(new StopReason('work_time')),
  );
  const deadline = setTimeout(
    () => stop.abort(new StopReason('deadline')),
    Math.min(Math.max(0, job.deadlineAt.getTime() - Date.now()), 2 ** 31 - 1),
  );
  const record = createRecorder(deps.db, job, meter);
  const log = deps.log.with({ jobId: job.id, epoch: job.epoch });
  const held = and(eq(jobs.id, job.id), eq(jobs.epoch, job.epoch), eq(jobs.status, 'running'));
  const checkpoints = watchCheckpoints(checkpointer, async () => {
    const [row] = await deps.db.select({ id: jobs.id }).from(jobs).where(held);
    return row !== undefined;
  });
  const settled = async () => {
    await Promise.all([record.settled(), checkpoints.settled()]);
  };
  const { signal } = stop;
  const boundary = async () => {
    if (agentTask.isDraining()) {
      await settled();
      stop.abort(new StopReason('drain'));
    }
    signal.throwIfAborted();
  };
  const run: AgentRun = { deps, job, file, meter, clock, record, settled, boundary, log, signal };
  try {
    await createGraph(run, checkpoints.saver).invoke(saved === undefined ? emptyState : null, {
      ...config,
      // The next step begins while the last is being stored; before it pays for anything it waits, by `settled`.
      durability: 'async',
      recursionLimit,
      signal,
    });
    log.info('a job has ended', { ...meter.receipt, prompts: promptVersions().join(' ') });
  } finally {
    clearTimeout(deadline);
    clock.stop();
    // The graph may still be storing when it is stopped; what arrived after the job's end would stay for good.
    await checkpoints.close();
  }
}
