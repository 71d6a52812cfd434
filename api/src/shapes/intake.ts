import { z } from '@hono/zod-openapi';
import { oneLine } from '../one-line.ts';
import { Time, text } from './text.ts';

export const IntakeChange = z
  .object({
    paused: z.boolean(),
    reason: text(300).overwrite(oneLine).nullish().openapi({ example: 'The models are being updated.' }),
  })
  .openapi('IntakeChange');
export type IntakeChange = z.infer<typeof IntakeChange>;

export const Intake = z
  .object({
    paused: z.boolean(),
    /** A sentence that people are shown with the refusal. */
    reason: z.string().nullable(),
    changedBy: z.string().nullable(),
    changedAt: Time.nullable(),
  })
  .openapi('Intake');
export type Intake = z.infer<typeof Intake>;
