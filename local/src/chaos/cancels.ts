import { stepNames } from '@snaprun/core/events';
import { until } from '../until.ts';
import type { Fleet } from './fleet.ts';
import { ended } from './kills.ts';

export interface CancelReport {
  step: string;
  /** From the request to the row saying `cancelled`, in ms. */
  ms: number;
  outcome: string;
}

/** Cancels a job by the api in the middle of each step that takes time. */
export async function cancelInEachStep(fleet: Fleet): Promise<CancelReport[]> {
  const reports: CancelReport[] = [];
  for (const step of stepNames) {
    const job = await fleet.job();
    const seen = await until(
      `job ${job.id} came to ${step} or its end`,
      async () => {
        const [row] = await fleet.database.sql<{ at: boolean; over: boolean }[]>`
          select exists (select from job_events e where e.job_id = j.id and e.type = 'step.started'
            and e.data->>'step' = ${step}) as at, j.outcome is not null as over from jobs j where j.id = ${job.id}`;
        return row?.at ? 'at' : row?.over ? 'over' : null;
      },
      60_000,
    );
    if (seen === 'over') continue;
    const askedAt = performance.now();
    const answer = await fetch(`${fleet.api.url}/v1/jobs/${job.id}/cancel`, {
      method: 'POST',
      headers: fleet.api.headers,
    });
    await answer.arrayBuffer();
    const outcome = await ended(fleet, job.id);
    reports.push({ step, ms: Math.round(performance.now() - askedAt), outcome });
  }
  return reports;
}
