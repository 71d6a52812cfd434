import { z } from '@hono/zod-openapi';
import { someText, text } from './text.ts';

/** What the critic reads at most; a longer program would be blocked in any case. */
const maxEditedBytes = 64 * 1024;

export const Retry = z
  .object({
    seed: z.enum(['same', 'new']).default('new').openapi({
      description: 'whether the models draw the same luck again; a new seed may bring another program',
    }),
  })
  .openapi('Retry');
export type Retry = z.infer<typeof Retry>;

export const FollowUp = z
  .object({
    instruction: someText(2000, 'Say what is to change, or ask a question.')
      .trim()
      .openapi({ example: 'Make it a line chart and show only 2024.' }),
  })
  .openapi('FollowUp');
export type FollowUp = z.infer<typeof FollowUp>;

export const EditedRun = z
  .object({
    code: someText(maxEditedBytes, 'There is no program. Send the whole edited code.')
      .refine(
        (value) => new TextEncoder().encode(value).length <= maxEditedBytes,
        `The program may have at most ${maxEditedBytes} bytes.`,
      )
      .openapi({ example: 'print("hello")\n' }),
  })
  .openapi('EditedRun');
export type EditedRun = z.infer<typeof EditedRun>;

export const Feedback = z
  .object({
    verdict: z.enum(['right', 'wrong']),
    note: text(2000).trim().nullish(),
  })
  .openapi('Feedback');
export type Feedback = z.infer<typeof Feedback>;

export const KeptFeedback = z
  .object({ verdict: z.enum(['right', 'wrong']), note: z.string().nullable() })
  .openapi('KeptFeedback');
export type KeptFeedback = z.infer<typeof KeptFeedback>;
