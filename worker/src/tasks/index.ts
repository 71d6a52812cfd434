import { type TaskName, taskPayloads } from '@snaprun/core/queue';
import type { Task, TaskList } from 'graphile-worker';
import { buildBundle } from './build-bundle.ts';
import { type DeliveryDeps, deliverWebhook } from './deliver-webhook.ts';
import { makeThumbnailOf } from './make-thumbnail.ts';
import { onceHeard } from './once-heard.ts';
import { type RunJobDeps, runJob } from './run-job.ts';

type OfJobs = Exclude<TaskName, 'deliver-webhook'>;

/** What this worker does with each task of the queue. Payloads are parsed again: the queue is a table like any other. */
export function createTasks(deps: RunJobDeps): TaskList {
  const tasks: Record<OfJobs, Task> = {
    'run-job': (payload, { job, abortSignal }) =>
      onceHeard(deps.db, abortSignal, () =>
        runJob(deps, taskPayloads['run-job'].parse(payload).jobId, job.attempts),
      ),
    'make-thumbnail': (payload, { abortSignal }) =>
      onceHeard(deps.db, abortSignal, () =>
        makeThumbnailOf(deps, taskPayloads['make-thumbnail'].parse(payload).fileId),
      ),
    'build-bundle': (payload, { abortSignal }) =>
      onceHeard(deps.db, abortSignal, () =>
        buildBundle(deps, taskPayloads['build-bundle'].parse(payload).jobId),
      ),
  };
  return tasks as TaskList;
}

/** Deliveries: most of their time they wait for somebody else's server, so they get a runner of their own. */
export function createDeliveryTasks(deps: DeliveryDeps): TaskList {
  const tasks: Record<Exclude<TaskName, OfJobs>, Task> = {
    'deliver-webhook': (payload, { abortSignal = new AbortController().signal }) =>
      onceHeard(deps.db, abortSignal, () =>
        deliverWebhook(deps, taskPayloads['deliver-webhook'].parse(payload).deliveryId, abortSignal),
      ),
  };
  return tasks as TaskList;
}
