import { Fidelity } from '@snaprun/core/fidelity';
import { Receipt } from '@snaprun/core/receipt';
import { Spec } from '@snaprun/core/spec';
import { z } from 'zod';

/** What came of one picture, as facts; scores are made from it later and anew with every report. */
export const Case = z.object({
  id: z.string(),
  /** Of the picture: the same order can give other bytes with another version of a producer. */
  sha256: z.string(),
  /** What ran: commit, with a mark when files differ from it. */
  revision: z.string(),
  status: z.string(),
  outcome: z.string().nullable(),
  error: z.string().nullable(),
  read: Spec.nullable(),
  attempts: z.array(
    z.object({
      origin: z.string(),
      blocked: z.boolean(),
      status: z.string().nullable(),
      exitCode: z.number().nullable(),
      /** Whether it left a figure of more than one colour. */
      showsFigure: z.boolean(),
      /** Rows of its `data.csv`, header first. */
      data: z.array(z.array(z.string())).nullable(),
    }),
  ),
  /** Which of the attempts the outcome is about, by index. */
  chosen: z.number().nullable(),
  fidelity: Fidelity.nullable(),
  receipt: Receipt,
  wallMs: z.number(),
});
export type Case = z.infer<typeof Case>;
