import { newId } from '@snaprun/core/ids';
import { files } from '@snaprun/core/schema/files';
import type { Spec } from '@snaprun/core/spec';
import { and, eq } from 'drizzle-orm';
import { panelsOfFigures } from '../../judge/figure-facts-to-spec.ts';
import { judgeResult, shownFigures } from '../../judge/judge-result.ts';
import { withSecondLook } from '../../judge/second-look.ts';
import type { AgentRun } from '../agent-run.ts';
import { goesOn } from '../conversation/conversation.ts';
import {
  type AgentState,
  type AgentUpdate,
  type Judgement,
  lastProgram,
  type Program,
  withLast,
} from '../state.ts';
import { storeArtifact } from '../store-artifacts.ts';
import { lookAtFigure } from '../tools/figure-look.ts';

const fileName = 'fidelity.json';

/**
 * Says how far the last run agrees with the reading, by facts and by a second look; a run that shows nothing counts as
 * failed.
 */
export async function judge(run: AgentRun, state: AgentState): Promise<AgentUpdate> {
  const program = lastProgram(state);
  if (program === undefined || state.spec === null) throw new Error('There is nothing to judge.');
  const verdict = judgeResult({
    spec: state.spec,
    instruction: run.job.instruction,
    goesOn: program.origin !== 'edited' && goesOn(state.conversation),
    outputs: program.outputs,
    figures: program.figures,
    data: program.data,
    notes: state.notes,
  });
  if (!verdict.ok) {
    return { programs: withLast(state, { status: 'failed', problem: verdict.problem, figures: [] }) };
  }
  const judgement = await seenAgain(run, state, program, state.spec, verdict.judgement);
  const { fidelity } = judgement;
  if (fidelity !== null) {
    const bytes = new TextEncoder().encode(`${JSON.stringify(fidelity, null, 2)}\n`);
    const id = (await knownFile(run, program.attemptId)) ?? newId('file');
    await storeArtifact(run, program.attemptId, id, { name: fileName, bytes, mediaType: 'application/json' });
    await run.record.event({ type: 'job.judged', data: { fidelity } });
  }
  // The facts have done their work; the state stays small.
  return { programs: withLast(state, { judgement, figures: [], data: null }) };
}

/** For a reproduction the figure itself is read too, unless its data have settled the matter. */
async function seenAgain(
  run: AgentRun,
  { conversation }: AgentState,
  program: Program,
  source: Spec,
  judgement: Judgement,
): Promise<Judgement> {
  if (judgement.fidelity === null) return judgement;
  const hasFacts = panelsOfFigures(shownFigures(program)).length > 0;
  const why =
    program.origin === 'edited'
      ? 'edited code runs without any model.'
      : run.job.relation === 'follow_up' || goesOn(conversation)
        ? 'it is not meant to look like the picture any more.'
        : hasFacts && judgement.fidelity.verdict === 'differs'
          ? 'its data differ already.'
          : null;
  const seen = why === null ? await lookAtFigure(run, program) : { ok: false as const, why };
  return withSecondLook(judgement, source, seen, hasFacts);
}

async function knownFile(run: AgentRun, attemptId: string): Promise<string | undefined> {
  const [known] = await run.deps.db
    .select({ id: files.id })
    .from(files)
    .where(and(eq(files.attemptId, attemptId), eq(files.name, fileName)));
  return known?.id;
}
