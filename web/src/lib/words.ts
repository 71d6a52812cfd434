import type { StepName } from '@snaprun/core/events';
import type { Text } from './i18n/en/text.ts';
import { plural } from './i18n/numbers.ts';
import { text } from './i18n/text.ts';
import type { Attempt, Execution, Job } from './shapes.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'calm';

export interface Verdict {
  tone: Tone;
  /** The badge. */
  short: string;
  /** The headline of the job page. */
  title: string;
  /** What it means for someone who wants to trust the result. */
  meaning: string;
}

const tones: Readonly<Record<keyof Text['verdicts']['ended'], Tone>> = {
  reproduced: 'good',
  differs: 'warn',
  partial: 'warn',
  answered: 'good',
  unreadable_image: 'bad',
  code_failed: 'bad',
  sandbox_failed: 'bad',
  model_unavailable: 'bad',
  budget_spent: 'bad',
  deadline_exceeded: 'bad',
  worker_crashed: 'bad',
  cancelled: 'calm',
};

const underWay: Readonly<Record<Job['status'], Tone>> = {
  queued: 'calm',
  running: 'busy',
  succeeded: 'good',
  failed: 'bad',
  cancelled: 'calm',
};

/** The words for a job's state; an outcome of a later version falls back to its status. */
export function verdictOf({
  status,
  outcome,
  relation,
}: Pick<Job, 'status' | 'outcome'> & { relation?: string | null }): Verdict {
  const { ended, changed, underWay: words } = text.verdicts;
  if (relation === 'follow_up' && (outcome === 'differs' || outcome === 'partial'))
    return { tone: 'good', ...changed };
  if (isKnown(outcome)) return { tone: tones[outcome], ...ended[outcome] };
  return { tone: underWay[status], ...words[status] };
}

function isKnown(outcome: string | null): outcome is keyof typeof tones {
  return outcome !== null && Object.hasOwn(tones, outcome);
}

export const statusFilters: readonly (readonly [string, string])[] = spoken(() =>
  Object.entries(text.statusFilters).map(([status, label]) => [status === 'all' ? '' : status, label]),
);
export const stepWords: Readonly<Record<StepName, { doing: string; done: string }>> = spoken(
  () => text.steps,
);
export const originWords: Readonly<Record<Attempt['origin'], string>> = spoken(() => text.origins);
export const executionWords: Readonly<Record<Execution['status'], string>> = spoken(() => text.executions);
export const roleWords: Readonly<Record<string, string>> = spoken(() => text.roles);
/** How a job came of its parent, to be read before the parent's name. */
export const relationWords: Readonly<Record<string, string>> = spoken(() => text.relations);
export const changeExamples: readonly string[] = spoken(() => text.examples.changes);

/** "1 finding", "3 findings". */
export function count(n: number, one: string, many = `${one}s`): string {
  return plural(n, one, many);
}

/** Words that are looked up when they are read: what a module holds from its import on would be fixed to one language. */
function spoken<Words extends object>(read: () => Words): Words {
  return new Proxy(read(), { get: (_words, key) => Reflect.get(read(), key) });
}
