import { attempts } from '@snaprun/core/schema/attempts';
import type { Spec } from '@snaprun/core/spec';
import { and, eq } from 'drizzle-orm';
import type { AgentRun } from '../agent-run.ts';
import { budgets } from '../budgets.ts';
import type { AgentUpdate, Program } from '../state.ts';
import { loadConversation, type Reading } from './load-conversation.ts';
import { asksToLook, onlyPython, otherLanguage } from './wishes.ts';

/** Stands for a reading where there is none: edited code runs also on a picture that nobody could read. */
const nothingRead: Spec = { version: 1, panels: [], notes: [], confidence: 0 };

/**
 * What a job starts with: the chain it came of, the reading of its picture where that need not be looked at again, and
 * the code that a person edited.
 */
export async function takeOver(run: AgentRun): Promise<AgentUpdate> {
  const { job, deps } = run;
  const { conversation, reading } = await loadConversation(deps.db, job);
  const language = job.instruction === null ? null : otherLanguage(job.instruction);
  const notes = language === null ? [] : [onlyPython(language)];
  const edited = await editedProgram(run);
  const isWanted = edited !== null || !asksToLook(job.instruction ?? '');
  if (reading !== null && isWanted) await tell(run, reading);
  if (edited !== null && run.meter.receipt.attempts === 0) run.meter.add({ attempts: 1 });
  if (edited !== null)
    return { conversation, notes: [], spec: reading?.spec ?? nothingRead, programs: [edited] };
  // A reading that is taken over is final: nobody asked for another look.
  const known = reading !== null && isWanted ? { spec: reading.spec, looks: budgets.looks } : {};
  return { conversation, notes, ...known };
}

/** The page of this job is made of its own events, so the reading is told again, with where it comes from. */
async function tell(run: AgentRun, reading: Reading): Promise<void> {
  await run.record.event({ type: 'image.read', data: reading });
}

async function editedProgram({ deps, job }: AgentRun): Promise<Program | null> {
  const [edited] = await deps.db
    .select({ id: attempts.id, n: attempts.n, code: attempts.code })
    .from(attempts)
    .where(and(eq(attempts.jobId, job.id), eq(attempts.origin, 'edited')));
  if (edited === undefined) return null;
  const { id: attemptId, n, code } = edited;
  return {
    ...{ attemptId, n, code, origin: 'edited', status: 'written', problem: null },
    ...{ outputs: [], figures: [], data: null, judgement: null },
  };
}
