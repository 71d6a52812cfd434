import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const seccompFolder = fileURLToPath(new URL('../../../../sandbox/seccomp', import.meta.url));

const kernelNames: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/**
 * The file with the compiled filter of system calls for this machine, or null if there is none.
 *
 * It is `sandbox/seccomp.json` as a BPF program; `sandbox/seccomp/compile.py` makes it.
 */
export function systemCallFilter(architecture: string = process.arch): string | null {
  const name = kernelNames[architecture];
  const file = `${seccompFolder}/${name}.bpf`;
  return name !== undefined && existsSync(file) ? file : null;
}
