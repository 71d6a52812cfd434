import type { SandboxLimits } from '@snaprun/core/execution';
import type { WireLimits } from '../frames.ts';
import { defaultLimits } from '../limits.ts';
import type { Capabilities } from './probe.ts';

/** What this daemon and runtime hold a program to, and in sentences what they do not. */
export function limitsInForce(
  limits: WireLimits,
  { holds, machineCpus }: Capabilities,
  runtime: string,
): SandboxLimits {
  const without = (isHeld: boolean, sentence: string) => (isHeld ? [] : [sentence]);
  return {
    wallMs: limits.wallMs,
    cpus: holds.cpus ? Math.min(limits.cpus, machineCpus) : null,
    memoryBytes: limits.memoryBytes,
    processes: holds.processes ? defaultLimits.processes : null,
    outputBytes: limits.outputBytes,
    fileBytes: limits.fileBytes,
    notEnforced: [
      ...without(
        runtime !== 'runc',
        'Programs reach the kernel of the machine, through a filter of system calls; only the runtime runsc puts a kernel of its own between them.',
      ),
      ...without(
        holds.memory,
        'The memory of several processes together is watched 20 times a second, not held by the kernel: a burst may pass the limit for a moment.',
      ),
      ...without(holds.swap, 'Swap is not counted: a program may use the swap of the machine.'),
      ...without(holds.processes, 'The number of processes is not limited here.'),
      ...without(holds.cpus, `Programs may use more than ${limits.cpus} CPUs.`),
    ],
  };
}
