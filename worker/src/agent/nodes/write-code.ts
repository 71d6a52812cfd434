import { newId } from '@snaprun/core/ids';
import { attempts } from '@snaprun/core/schema/attempts';
import { and, eq } from 'drizzle-orm';
import type { AgentRun } from '../agent-run.ts';
import { whatToDo } from '../models/request-failure.ts';
import { nextOrigin } from '../moves.ts';
import { type AgentState, type AgentUpdate, lastProgram, type Program } from '../state.ts';
import { generateCode } from '../tools/code-gen-tool.ts';
import { visualProblem } from '../visual-problem.ts';

/** Has a program written, new or repaired, and keeps it as the next attempt. */
export async function writeCode(run: AgentRun, state: AgentState): Promise<AgentUpdate> {
  const origin = nextOrigin(state.programs);
  if (state.spec === null || origin === null) throw new Error('There is nothing to write a program from.');
  const last = lastProgram(state);
  const written = await generateCode(run, {
    spec: state.spec,
    origin,
    hint: state.hint,
    conversation: state.conversation,
    // A fresh sample starts from the spec alone: what failed before would only pull it back.
    previous: origin === 'repaired' && last ? { code: last.code, problem: problemOf(last) } : null,
  });
  if (!written.ok) {
    const isSpent = written.kind === 'budget';
    const message = isSpent ? written.detail : `${written.detail} ${whatToDo(written)}`;
    return { failure: { outcome: isSpent ? 'budget_spent' : 'model_unavailable', message } };
  }
  const n = state.programs.length + 1;
  const attemptId = await keepAttempt(run, n, origin, written.code);
  const program: Program = {
    attemptId,
    n,
    origin,
    code: written.code,
    status: written.cutOff ? 'cut_off' : 'written',
    problem: null,
    outputs: [],
    figures: [],
    data: null,
    judgement: null,
  };
  const notes = [...new Set([...state.notes, ...written.dropped])];
  return { programs: [...state.programs, program], notes, hint: '' };
}

function problemOf({ problem, judgement }: Program): string {
  return (
    problem?.text ?? (judgement?.fidelity ? visualProblem(judgement.fidelity) : 'The result is not right.')
  );
}

/** After a crash the same attempt may be there already: it is taken over, and announced again only if it changed. */
async function keepAttempt(
  run: AgentRun,
  n: number,
  origin: Program['origin'],
  code: string,
): Promise<string> {
  const { job, deps } = run;
  const [known] = await deps.db
    .select({ id: attempts.id, code: attempts.code })
    .from(attempts)
    .where(and(eq(attempts.jobId, job.id), eq(attempts.n, n)));
  if (known?.code === code) return known.id;
  const id = known?.id ?? newId('attempt');
  run.meter.add({ attempts: known === undefined ? 1 : 0 });
  const row = { origin, code, epoch: job.epoch, critic: null, execution: null };
  await run.record.event({ type: 'code.written', data: { attemptId: id, n, origin, code } }, (tx) =>
    tx
      .insert(attempts)
      .values({ id, jobId: job.id, n, ...row })
      .onConflictDoUpdate({ target: attempts.id, set: row }),
  );
  return id;
}
