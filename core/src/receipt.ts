import { z } from 'zod';

/** What a job cost. Times in ms. */
export const Receipt = z.object({
  modelCalls: z.number().int(),
  tokensIn: z.number().int(),
  tokensOut: z.number().int(),
  modelMs: z.number(),
  sandboxMs: z.number(),
  queuedMs: z.number(),
  totalMs: z.number(),
  attempts: z.number().int(),
  /** True when any answer came from the demo models. */
  demoModels: z.boolean(),
  /** The models that were asked, by role; the first receipts were written without them. */
  models: z.record(z.string(), z.array(z.string())).optional(),
});
export type Receipt = z.infer<typeof Receipt>;

export const emptyReceipt: Receipt = {
  modelCalls: 0,
  tokensIn: 0,
  tokensOut: 0,
  modelMs: 0,
  sandboxMs: 0,
  queuedMs: 0,
  totalMs: 0,
  attempts: 0,
  demoModels: false,
};
