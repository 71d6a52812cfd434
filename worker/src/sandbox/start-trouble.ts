import type { Log } from '@snaprun/core/log';

const firstMs = 1_000;
const longestMs = 60_000;
/** A box that lived this long had started well: what ended it is not the same trouble as before. */
const settledMs = 30_000;

/**
 * How long to wait before another box is started when boxes end that nobody used.
 *
 * The wait doubles from one second to one minute. One trouble is logged once, however often it is tried again.
 */
export function createStartTrouble(log: Log) {
  let failures = 0;
  let until = 0;
  return {
    /** The moment (of `performance.now`) before which no box is started. */
    until: (): number => until,
    /** A box has ended, `livedMs` after its start, before anybody took it. */
    ended(livedMs: number, complaint: string): void {
      if (failures === 0)
        log.warn(
          'A sandbox that was kept ready has ended by itself; another is started, ever less often if it recurs.',
          {
            livedMs: Math.round(livedMs),
            complaint: complaint.slice(-1000),
          },
        );
      failures = livedMs >= settledMs ? 1 : failures + 1;
      until = performance.now() + Math.min(longestMs, firstMs * 2 ** (failures - 1));
    },
    /** A box has served or has stood its time. */
    over(): void {
      if (failures > 0) log.info('Sandboxes start again.', { failures });
      failures = 0;
      until = 0;
    },
  };
}
