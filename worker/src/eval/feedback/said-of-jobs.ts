import type { Db } from '@snaprun/core/database';
import { feedback } from '@snaprun/core/schema/account';
import { asc, gt } from 'drizzle-orm';
import { loadJobRecord } from '../../bundle/job-record.ts';

const atOnce = 100;

/**
 * What people said of results, one after the other, each with what it was said of: reading, program, fidelity, models.
 *
 * Nobody is named: no id or address of a person, no name of a file. What they wrote themselves, the note and the
 * instruction, is as they wrote it.
 */
export async function* saidOfJobs(db: Db): AsyncGenerator<SaidOfJob> {
  for (let after = ''; ; ) {
    const some = await db
      .select()
      .from(feedback)
      .where(gt(feedback.jobId, after))
      .orderBy(asc(feedback.jobId))
      .limit(atOnce);
    for (const { jobId, verdict, note, createdAt } of some) {
      const record = await loadJobRecord(db, jobId);
      // Deleted since the page was read.
      if (record === null) continue;
      const { job, input, reading, chosen } = record;
      const { instruction, relation, status, outcome, summary, fidelity, receipt } = job;
      yield {
        ...{ job: jobId, verdict, note, saidAt: createdAt.toISOString() },
        ...{ instruction, relation, status, outcome, summary },
        pictureSha256: input.sha256,
        spec: reading?.spec ?? null,
        fidelity,
        attempt: chosen && { n: chosen.n, origin: chosen.origin, code: chosen.code },
        models: receipt.models ?? null,
        demoModels: receipt.demoModels,
      };
    }
    const last = some.at(-1);
    if (last === undefined || some.length < atOnce) return;
    after = last.jobId;
  }
}

export interface SaidOfJob {
  job: string;
  verdict: 'right' | 'wrong';
  note: string | null;
  saidAt: string;
  instruction: string | null;
  relation: string | null;
  status: string;
  outcome: string | null;
  summary: string | null;
  pictureSha256: string;
  spec: object | null;
  fidelity: object | null;
  attempt: { n: number; origin: string; code: string } | null;
  models: Record<string, string[]> | null;
  demoModels: boolean;
}
