import { z } from '@hono/zod-openapi';
import { ShareId } from '@snaprun/core/ids';
import { jobStatuses } from '@snaprun/core/job-states';
import { Artifact, Attempt, Fidelity } from './results.ts';
import { Time } from './text.ts';

export const NewShare = z
  .object({
    expiresInDays: z.number().int().min(1).max(365).default(30).openapi({
      description: 'The link ends then, and with the job at the latest.',
    }),
  })
  .openapi('NewShare');
export type NewShare = z.infer<typeof NewShare>;

export const Share = z.object({ id: ShareId, expiresAt: Time, createdAt: Time }).openapi('Share');
export type Share = z.infer<typeof Share>;

export const MadeShare = z
  .object({
    share: Share,
    url: z.url().nullable().openapi({
      description:
        'The page for whoever gets the link; its last part is the token of `GET /v1/shares/{share}`. Shown once: null when a request is repeated with its Idempotency-Key.',
    }),
  })
  .openapi('MadeShare');
export type MadeShare = z.infer<typeof MadeShare>;

export const ShareList = z.object({ shares: z.array(Share) }).openapi('ShareList');
export const ShareDeletion = z
  .object({ deleted: z.object({ shares: z.number().int() }) })
  .openapi('ShareDeletion');

/** What a link shows: the result, and neither an id nor whose it is. */
export const SharedResult = z
  .object({
    name: z.string(),
    instruction: z.string().nullable(),
    status: z.enum(jobStatuses),
    outcome: z.string().nullable(),
    summary: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    finishedAt: Time.nullable(),
    expiresAt: Time.openapi({ description: 'when the link ends' }),
    picture: z.object({
      url: z.url(),
      thumbnailUrl: z.url().nullable(),
      mediaType: z.string(),
      width: z.number().int().nullable(),
      height: z.number().int().nullable(),
    }),
    attempt: Attempt.omit({ id: true }).nullable().openapi({
      description: 'the attempt that the outcome is about, or the last one of a job that failed',
    }),
    artifacts: z.array(Artifact.omit({ id: true, attemptId: true })).openapi({
      description: 'the files of that attempt; their links live for minutes',
    }),
    fidelity: Fidelity.nullable(),
    demoModels: z.boolean(),
  })
  .openapi('SharedResult');
export type SharedResult = z.infer<typeof SharedResult>;
