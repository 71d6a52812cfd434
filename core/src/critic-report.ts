import { z } from 'zod';

/** One line of the critic's or the reader's report. Lines and columns count from 1. */
export const Finding = z.object({
  tool: z.enum(['ruff', 'bandit', 'policy', 'reader']),
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  message: z.string(),
  url: z.string().nullable(),
  /** True when the program may not run because of it. */
  blocking: z.boolean(),
});
export type Finding = z.infer<typeof Finding>;

export const CriticReport = z.object({ blocked: z.boolean(), findings: z.array(Finding) });
export type CriticReport = z.infer<typeof CriticReport>;
