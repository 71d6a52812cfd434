import type { CriticReport, Finding } from '@snaprun/core/critic-report';
import { attempts } from '@snaprun/core/schema/attempts';
import { eq } from 'drizzle-orm';
import { checkReading } from '../../reading/check-reading.ts';
import type { AgentRun } from '../agent-run.ts';
import { problemOfFindings } from '../problem-text.ts';
import { type AgentState, type AgentUpdate, lastProgram, type Program, withLast } from '../state.ts';

/**
 * Has the last program checked; what the critic blocks, and what is no whole program, never runs.
 *
 * What is odd about the reading that the program was written from is told with it, and blocks nothing.
 */
export async function critique(run: AgentRun, state: AgentState): Promise<AgentUpdate> {
  const program = lastProgram(state);
  if (program === undefined) throw new Error('There is no program to check.');
  const checked = incomplete(program) ?? (await run.deps.critic.review(program.code, run.signal));
  const odd = state.spec === null ? [] : checkReading(state.spec);
  const report: CriticReport = { ...checked, findings: [...checked.findings, ...odd] };
  const { attemptId, n } = program;
  await run.record.event({ type: 'critic.reported', data: { attemptId, n, ...report } }, (tx) =>
    tx.update(attempts).set({ critic: report }).where(eq(attempts.id, attemptId)),
  );
  return report.blocked
    ? { programs: withLast(state, { status: 'blocked', problem: problemOfFindings(report.findings) }) }
    : { programs: withLast(state, { status: 'passed' }) };
}

function incomplete({ status, code }: Program): CriticReport | null {
  if (status === 'cut_off')
    return blockedBy('CUT_OFF', 'The answer was cut off before the program ended. Write a shorter program.');
  if (code.trim() === '')
    return blockedBy('NO_CODE', 'The answer held no program. Answer with one fenced python block.');
  return null;
}

function blockedBy(rule: string, message: string): CriticReport {
  const finding: Finding = {
    tool: 'policy',
    rule,
    severity: 'error',
    line: null,
    column: null,
    message,
    url: null,
    blocking: true,
  };
  return { blocked: true, findings: [finding] };
}
