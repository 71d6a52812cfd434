import type { Execution } from '@snaprun/core/execution';
import type { SandboxResult } from '../driver.ts';
import { oneLine } from './printable.ts';
import { duration, size } from './units.ts';

const meanings: Readonly<Record<Execution['status'], string>> = {
  ok: 'ok: the program ended by itself',
  error: 'error: the program failed',
  timeout: 'timeout: it ran longer than it may and was ended',
  out_of_memory: 'out of memory: it wanted more than it may have and was ended',
  output_limit: 'output limit: it wrote more than it may and was ended',
  killed: 'killed: it was ended from outside',
};

/** The lines under a program's own output: what happened, what it took, what held it, what it left. */
export function summary(
  result: SandboxResult,
  leftovers: readonly string[],
  outDir: string | null,
): string[] {
  const { execution, files, skipped } = result;
  const { error, limits } = execution;
  const row = (label: string, text: string) => `${label.padEnd(9)}${text}`;
  const exit = execution.exitCode === null ? '' : ` (exit code ${execution.exitCode})`;
  return [
    row('status', `${meanings[execution.status]}${exit}`),
    ...(error ? [row('error', `${describeError(error)}`)] : []),
    row('took', took(execution)),
    row('driver', `${execution.driver}, ${execution.runtime}`),
    row('limits', inForce(limits)),
    ...limits.notEnforced.map((sentence, n) => row(n === 0 ? 'but' : '', sentence)),
    ...files.map(({ name, bytes, mediaType }, n) =>
      row(n === 0 ? 'files' : '', `${oneLine(name)}, ${mediaType}, ${size(bytes.length)}`),
    ),
    ...(files.length > 0
      ? [row('', outDir === null ? '--out DIR keeps them.' : `They are in ${outDir}.`)]
      : []),
    ...skipped.map(({ name, reason }, n) =>
      row(n === 0 ? 'skipped' : '', `${oneLine(name)}: ${oneLine(reason)}`),
    ),
    ...(execution.truncated ? [row('output', 'not all of what it wrote was kept')] : []),
    row(
      'left',
      leftovers.length === 0 ? 'nothing on this machine' : leftovers.map((each) => oneLine(each)).join(', '),
    ),
  ];
}

function describeError({ type, message, line }: NonNullable<Execution['error']>): string {
  const where = line === null ? '' : ` in line ${line}`;
  return `${oneLine(type, 100)}${where}${message === '' ? '' : `: ${oneLine(message)}`}`;
}

function took({ durationMs, cpuMs, peakMemoryBytes }: Execution): string {
  const cpu = cpuMs === null ? 'CPU time unknown' : `${duration(cpuMs)} of CPU`;
  const memory = peakMemoryBytes === null ? 'peak memory unknown' : `${size(peakMemoryBytes)} at most`;
  return `${duration(durationMs)}, ${cpu}, ${memory}`;
}

function inForce({
  wallMs,
  cpus,
  memoryBytes,
  processes,
  outputBytes,
  fileBytes,
}: Execution['limits']): string {
  const parts = [
    wallMs === null ? null : duration(wallMs),
    cpus === null ? null : `${cpus} CPUs`,
    memoryBytes === null ? null : `${size(memoryBytes)} memory`,
    processes === null ? null : `${processes} processes`,
    outputBytes === null ? null : `${size(outputBytes)} output`,
    fileBytes === null ? null : `${size(fileBytes)} a file`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}
