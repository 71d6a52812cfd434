import { newId } from '@snaprun/core/ids';
import { files } from '@snaprun/core/schema/files';
import { and, eq } from 'drizzle-orm';
import { judgeResult } from '../../judge/judge-result.ts';
import type { AgentRun } from '../agent-run.ts';
import { type AgentState, type AgentUpdate, lastProgram, withLast } from '../state.ts';
import { storeArtifact } from '../store-artifacts.ts';

const fileName = 'fidelity.json';

/** Says how far the last run agrees with the reading; a run that shows nothing counts as failed. */
export async function judge(run: AgentRun, state: AgentState): Promise<AgentUpdate> {
  const program = lastProgram(state);
  if (program === undefined || state.spec === null) throw new Error('There is nothing to judge.');
  const verdict = judgeResult({
    spec: state.spec,
    instruction: run.job.instruction,
    outputs: program.outputs,
    figures: program.figures,
    data: program.data,
    notes: state.notes,
  });
  if (!verdict.ok) {
    return { programs: withLast(state, { status: 'failed', problem: verdict.problem, figures: [] }) };
  }
  const { fidelity } = verdict.judgement;
  if (fidelity !== null) {
    const bytes = new TextEncoder().encode(`${JSON.stringify(fidelity, null, 2)}\n`);
    const id = (await knownFile(run, program.attemptId)) ?? newId('file');
    await storeArtifact(run, program.attemptId, id, { name: fileName, bytes, mediaType: 'application/json' });
    await run.record.event({ type: 'job.judged', data: { fidelity } });
  }
  // The facts have done their work; the state stays small.
  return { programs: withLast(state, { judgement: verdict.judgement, figures: [], data: null }) };
}

async function knownFile(run: AgentRun, attemptId: string): Promise<string | undefined> {
  const [known] = await run.deps.db
    .select({ id: files.id })
    .from(files)
    .where(and(eq(files.attemptId, attemptId), eq(files.name, fileName)));
  return known?.id;
}
