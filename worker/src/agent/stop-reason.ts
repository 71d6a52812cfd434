/** Why a running job is stopped from outside; the reason of its AbortSignal. */
export class StopReason extends Error {
  readonly kind: 'cancelled' | 'drain' | 'claim_lost' | 'work_time' | 'deadline';

  constructor(kind: StopReason['kind']) {
    super(`The job is stopped: ${kind}.`);
    this.name = 'StopReason';
    this.kind = kind;
  }
}

export function stopReasonOf(signal: AbortSignal): StopReason | null {
  return signal.aborted && signal.reason instanceof StopReason ? signal.reason : null;
}
