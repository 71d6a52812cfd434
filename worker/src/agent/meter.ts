import type { ModelRole } from '@snaprun/core/config';
import type { Receipt } from '@snaprun/core/receipt';
import { budgets } from './budgets.ts';

/** Counts what a job costs, on top of what it had cost when it was claimed. */
export interface Meter {
  readonly receipt: Receipt;
  add(more: Partial<Omit<Receipt, 'demoModels' | 'models'>> & { demoModels?: boolean }): void;
  /** Notes by whom a role was played. */
  asked(role: ModelRole, model: string): void;
  /** Whether the job may ask no model any more. */
  isSpent(): boolean;
}

export function createMeter(before: Receipt): Meter {
  const receipt = { ...before };
  return {
    receipt,
    add({ demoModels, ...counts }) {
      for (const [name, count] of Object.entries(counts)) receipt[name as keyof typeof counts] += count;
      if (demoModels) receipt.demoModels = true;
    },
    asked(role, model) {
      const { models = {} } = receipt;
      receipt.models = { ...models, [role]: [...new Set([...(models[role] ?? []), model])] };
    },
    isSpent: () =>
      receipt.modelCalls >= budgets.modelCalls || receipt.tokensIn + receipt.tokensOut >= budgets.tokens,
  };
}
