import { totalmem } from 'node:os';
import { defaultLimits } from './limits.ts';

/**
 * Whether this machine (or the container we are in) could give one more box all the memory it may use.
 *
 * On a small machine a quarter of its memory is enough: most programs stay far below their limit.
 */
export function roomForAnotherBox(
  availableBytes = process.availableMemory(),
  totalBytes = memoryOfMachine(),
): boolean {
  return availableBytes >= Math.min(defaultLimits.memoryBytes, totalBytes / 4);
}

/** Bytes of memory of this machine, or of the container we are in if that is less. */
export function memoryOfMachine(): number {
  // 0 where nothing constrains us, and a number beyond all memory under some cgroup v1 setups.
  return Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem());
}
