import { z } from '@hono/zod-openapi';
import { modelRoles } from '@snaprun/core/config';
import { FileId } from '@snaprun/core/ids';
import { text } from './text.ts';

export const NewModelTest = z
  .object({
    prompt: text(4000).min(1, 'The prompt is empty. Write what to ask.'),
    /** A picture for the vision role, which no other role is shown. */
    fileId: FileId.optional(),
  })
  .openapi('NewModelTest');
export type NewModelTest = z.infer<typeof NewModelTest>;

export const ModelTest = z
  .object({
    role: z.enum(modelRoles),
    model: z.string(),
    /** True for the demo models of local mode, which hold no neural network. */
    demo: z.boolean(),
    /** The raw answer, or null when there was none. */
    answer: z.string().nullable(),
    /** Why the answer ended, in the server's word; `length` means that it was cut off. */
    finishReason: z.string().nullable(),
    /** What was wrong, in a sentence, when there is no answer. */
    problem: z.string().nullable(),
    latencyMs: z.number(),
    tokensIn: z.number().int().nullable(),
    tokensOut: z.number().int().nullable(),
  })
  .openapi('ModelTest');
export type ModelTest = z.infer<typeof ModelTest>;
