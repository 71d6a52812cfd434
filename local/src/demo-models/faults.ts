import { createHash } from 'node:crypto';
import { type ModelRole, modelRoles } from '@snaprun/core/config';
import { AppError } from '@snaprun/core/errors';

/**
 * Trouble planted for tests by `DEMO_FAULTS`, a comma-separated list of `role:fault` or `role:fault@N`.
 *
 * Any role: `down` (503), `hang` (no answer until the caller leaves), `garbage` (prose where JSON or code is due),
 * `length` (an answer cut at half, `finish_reason: "length"`).
 * Code alone, a program that: `undefined_name`, `missing_import`, `runtime_error`, `syntax_error`, `blocked_import`
 * (the critic stops it), `endless_loop`, `wrong_values` (runs, but its numbers are off).
 *
 * Without `@N` every answer carries the fault; with it only the first N answers to the same question do. For the
 * coder the question is spec and instruction, and it starts with a request that has no PROBLEM; for the
 * others it is the whole request.
 */
const anyFaults = ['down', 'hang', 'garbage', 'length'] as const;
export const codeFaults = [
  'undefined_name',
  'missing_import',
  'runtime_error',
  'syntax_error',
  'blocked_import',
  'endless_loop',
  'wrong_values',
] as const;
export type CodeFault = (typeof codeFaults)[number];
export type Fault = (typeof anyFaults)[number] | CodeFault;

export interface Faults {
  /** The fault that the next answer to this question carries, or null. Counts the question. */
  take(role: ModelRole, question: string, options?: { continues?: boolean }): Fault | null;
}

/** Questions remembered; the oldest are forgotten first. */
const maxQuestions = 1_000;

/** Reads `DEMO_FAULTS`; throws `invalid_request` with the word that is not understood. */
export function createFaults(setting = ''): Faults {
  const planted = setting
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)
    .map(parseFault);
  const asked = new Map<string, number>();
  return {
    take(role, question, { continues = false } = {}) {
      if (planted.length === 0) return null;
      const key = `${role} ${createHash('sha256').update(question).digest('hex')}`;
      const before = asked.get(key) ?? 0;
      if (before > 0 || !continues) asked.set(key, before + 1);
      const oldest = asked.keys().next().value;
      if (asked.size > maxQuestions && oldest !== undefined) asked.delete(oldest);
      const due = planted.find(
        (fault) =>
          fault.role === role &&
          (fault.times === null || ((before > 0 || !continues) && before < fault.times)),
      );
      return due?.fault ?? null;
    },
  };
}

function parseFault(item: string): { role: ModelRole; fault: Fault; times: number | null } {
  const [, roleName, faultName, times] = /^([a-z]+):([a-z_]+)(?:@([1-9]\d{0,3}))?$/.exec(item) ?? [];
  const role = modelRoles.find((name) => name === roleName);
  const known: readonly Fault[] = role === 'code' ? [...anyFaults, ...codeFaults] : anyFaults;
  const fault = known.find((name) => name === faultName);
  if (!role || !fault) {
    throw new AppError(
      'invalid_request',
      `DEMO_FAULTS has ${JSON.stringify(item)}, which is not role:fault or role:fault@N; the roles are ${modelRoles.join(', ')}, the faults ${[...anyFaults, ...codeFaults].join(', ')} (the last ${codeFaults.length} for code alone).`,
    );
  }
  return { role, fault, times: times ? Number(times) : null };
}
