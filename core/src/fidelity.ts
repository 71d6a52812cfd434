import { z } from 'zod';

/** How far the result agrees with the source; the judge writes it, results and page show it. */
export const Fidelity = z.object({
  verdict: z.enum(['reproduced', 'differs', 'partial']),
  score: z.number().min(0).max(1),
  aspects: z.array(z.object({ name: z.string(), score: z.number().min(0).max(1), note: z.string() })),
  /** The values that differ most, worst first. */
  differences: z.array(
    z.object({
      series: z.string(),
      x: z.union([z.number(), z.string()]),
      source: z.number().nullable(),
      produced: z.number().nullable(),
    }),
  ),
  /** What nobody checked, in words. */
  unchecked: z.array(z.string()),
});
export type Fidelity = z.infer<typeof Fidelity>;
