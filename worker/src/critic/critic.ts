import type { CriticReport } from '@snaprun/core/critic-report';
import type { Log } from '@snaprun/core/log';
import { inSpan } from '../telemetry/in-span.ts';
import { banditComplaints } from './bandit.ts';
import { type Complaint, policyComplaint } from './complaint.ts';
import { mergeComplaints } from './merge-complaints.ts';
import { policyComplaints } from './policy.ts';
import { startPythonHost } from './python-host.ts';
import { createRuff } from './ruff.ts';
import { maxSourceBytes } from './rules.ts';

export interface Critic {
  /**
   * What ruff, bandit and the AST policy say about a program, which is never run here.
   *
   * Whatever the program is, the answer is a report; only trouble of ours (`unavailable`) or the signal throws.
   */
  review(code: string, signal?: AbortSignal): Promise<CriticReport>;
  close(): Promise<void>;
}

export interface CriticOptions {
  /** Absolute path of a Python interpreter that has bandit installed. */
  criticPython: string;
  log: Log;
}

/** Starts the critic; throws `unavailable` when its Python cannot be started. */
export async function createCritic({ criticPython, log }: CriticOptions): Promise<Critic> {
  const host = await startPythonHost({ python: criticPython, log });
  const ruff = createRuff();
  return {
    review: (code, signal) =>
      inSpan('critic', {}, async (note) => {
        signal?.throwIfAborted();
        const unreadable = unreadableSource(code);
        if (unreadable) return mergeComplaints([unreadable]);
        // Python works while ruff runs in this thread.
        const asked = inSpan('bandit and policy', {}, () => host.check(code));
        // If ruff threw, nobody would await this any more.
        asked.catch(() => undefined);
        const complaints = await inSpan('ruff', {}, async () => ruff.check(code));
        const answer = await orAborted(asked, signal);
        if (answer.failed > 0) log.warn('checks of bandit failed on a program', { failed: answer.failed });
        const report = mergeComplaints([
          ...complaints,
          ...policyComplaints(answer.policy),
          ...banditComplaints(answer.bandit),
        ]);
        note({ 'snaprun.critic.blocked': report.blocked, 'snaprun.critic.findings': report.findings.length });
        return report;
      }),
    close: () => host.close(),
  };
}

/** Why a source is not given to the checks at all, or undefined. */
function unreadableSource(code: string): Complaint | undefined {
  const bytes = Buffer.byteLength(code);
  if (bytes > maxSourceBytes) return policyComplaint('SNAP016', String(bytes), null);
  if (!code.isWellFormed()) return policyComplaint('SNAP017', '', null);
  return undefined;
}

async function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  signal.throwIfAborted();
  let stop = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
