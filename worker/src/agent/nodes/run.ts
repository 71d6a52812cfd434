import { attempts } from '@snaprun/core/schema/attempts';
import { eq } from 'drizzle-orm';
import { reach } from '../../failpoints.ts';
import type { SandboxRun } from '../../sandbox/driver.ts';
import { inSpan } from '../../telemetry/in-span.ts';
import type { AgentRun } from '../agent-run.ts';
import { problemOfExecution } from '../problem-text.ts';
import { relayOutput } from '../relay-output.ts';
import { type AgentState, type AgentUpdate, lastProgram, withLast } from '../state.ts';
import { storeArtifacts } from '../store-artifacts.ts';

const maxInputBytes = 64_000_000;

/** Trouble of ours with the sandbox, told apart from a program that fails. */
export class SandboxTrouble extends Error {
  constructor(cause: unknown) {
    super('The sandbox could not run a program.', { cause });
    this.name = 'SandboxTrouble';
  }
}

/** Runs the last program in the sandbox and keeps what it printed and wrote. */
export async function runProgram(run: AgentRun, state: AgentState): Promise<AgentUpdate> {
  const program = lastProgram(state);
  if (program === undefined || state.prepared === null) throw new Error('There is no program to run.');
  const { deps, signal, record } = run;
  const { attemptId, n, code } = program;
  const { name: driver, runtime } = deps.sandbox;
  const inputPng = await deps.storage.read(state.prepared.inputKey, maxInputBytes, signal);
  await record.event({ type: 'run.started', data: { attemptId, n, driver, runtime } });
  // Who has lost the job starts nothing.
  await record.settled();
  const sandbox = { 'snaprun.sandbox.driver': driver, 'snaprun.sandbox.runtime': runtime };
  const { execution, files, figures } = await inSpan('sandbox', sandbox, async (note) => {
    const result = await watched(run, attemptId, () =>
      deps.sandbox.run({ code, inputPng, holder: { jobId: run.job.id } }, signal),
    );
    const { status, durationMs } = result.execution;
    note({ 'snaprun.sandbox.status': status, 'snaprun.sandbox.program_ms': durationMs });
    note({ 'snaprun.sandbox.files': result.files.length });
    return result;
  });
  // A run that was stopped from outside says nothing about the program.
  signal.throwIfAborted();
  run.meter.add({ sandboxMs: Math.round(execution.durationMs) });
  const { outputs, data } = await storeArtifacts(run, attemptId, files);
  await record.event({ type: 'run.finished', data: { attemptId, n, execution } }, (tx) =>
    tx.update(attempts).set({ execution }).where(eq(attempts.id, attemptId)),
  );
  const kept = { outputs, figures, data };
  return execution.status === 'ok'
    ? { programs: withLast(state, { ...kept, status: 'ran' }) }
    : {
        programs: withLast(state, {
          ...kept,
          status: 'failed',
          problem: problemOfExecution(execution, code),
        }),
      };
}

async function watched(run: AgentRun, attemptId: string, start: () => SandboxRun) {
  let started: SandboxRun;
  try {
    started = start();
  } catch (error) {
    throw new SandboxTrouble(error);
  }
  reach('in-sandbox');
  const relayed = relayOutput(run, attemptId, started.output);
  // It is awaited below; until then a lost claim must not count as unhandled.
  relayed.catch(() => undefined);
  const result = await started.result.catch((error) => {
    run.signal.throwIfAborted();
    throw new SandboxTrouble(error);
  });
  await relayed;
  return result;
}
