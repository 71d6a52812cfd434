import type { Log } from '@snaprun/core/log';
import { inSpan } from '../telemetry/in-span.ts';
import { repeat } from './repeat.ts';

/** Something that is cleaned up now and then: by any worker, in bounded bites, and harmlessly when two do it at once. */
export interface Sweep {
  name: string;
  everyMs: number;
  /** Returns how many things it removed. */
  sweep(signal: AbortSignal): Promise<number>;
}

/** Has this worker do a sweep about this often; what it removed is logged and counted. */
export function startSweep({ name, everyMs, sweep }: Sweep, log: Log): { stop(): Promise<void> } {
  // Workers that started together need not sweep together.
  const pause = () => everyMs * (0.8 + 0.4 * Math.random());
  return repeat(`the sweep for ${name}`, pause, log, (stopping) =>
    inSpan('sweep', { 'snaprun.sweep.name': name }, async (note) => {
      const removed = await sweep(stopping);
      note({ 'snaprun.sweep.removed': removed });
      if (removed > 0) log.info(`a sweep removed ${name}`, { removed });
    }),
  );
}
