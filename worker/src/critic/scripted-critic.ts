import type { CriticReport } from '@snaprun/core/critic-report';
import type { Critic } from './critic.ts';

export interface ScriptedCritic extends Critic {
  /** Every program reviewed so far, in order. */
  readonly reviewed: readonly string[];
}

/** A critic for tests that says what it is told: one report per review in turn, or what a function answers. */
export function createScriptedCritic(
  script: readonly CriticReport[] | ((code: string) => CriticReport) = () => ({
    blocked: false,
    findings: [],
  }),
): ScriptedCritic {
  const reviewed: string[] = [];
  return {
    reviewed,
    async review(code, signal) {
      signal?.throwIfAborted();
      reviewed.push(code);
      if (typeof script === 'function') return script(code);
      const report = script[reviewed.length - 1];
      if (!report)
        throw new Error(`The script has ${script.length} reports; this is review ${reviewed.length}.`);
      return report;
    },
    close: async () => undefined,
  };
}
