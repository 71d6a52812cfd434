import type { Receipt, Results, SharedResult } from './shapes.ts';

/** A shared result in the shape of one's own; it has a single attempt and no ids. */
export function asResults(shared: SharedResult): Omit<Results, 'job'> & { job: { receipt: Receipt | null } } {
  const attemptId = 'shown';
  return {
    job: { receipt: null },
    attemptId: shared.attempt && attemptId,
    attempts: shared.attempt ? [{ ...shared.attempt, id: attemptId }] : [],
    artifacts: shared.artifacts.map((artifact) => ({ ...artifact, id: artifact.name, attemptId })),
    fidelity: shared.fidelity,
  };
}
