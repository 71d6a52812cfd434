import { z } from '@hono/zod-openapi';
import { oneLine } from '../one-line.ts';
import { File } from './file.ts';
import { JobEvent } from './job-event.ts';
import { Results } from './results.ts';
import { Time, text } from './text.ts';
import { Delivery } from './webhook.ts';

const notify = z.object({ jobFinished: z.boolean() });

export const Me = z
  .object({
    id: z.string(),
    email: z.string().nullable(),
    name: z.string().nullable(),
    retentionDays: z.number().int(),
    notify,
    isAdmin: z.boolean(),
    createdAt: Time,
  })
  .openapi('Me');
export type Me = z.infer<typeof Me>;

export const MeChange = z
  .object({
    name: text(200)
      .overwrite(oneLine)
      .transform((name) => name || null)
      .nullable()
      .openapi({ type: ['string', 'null'] }),
    retentionDays: z.int().min(1).max(365).openapi({
      description: 'How long jobs are kept after they were asked for; holds for those that exist, too.',
    }),
    notify,
  })
  .partial()
  .openapi('MeChange', { example: { retentionDays: 90 } });
export type MeChange = z.infer<typeof MeChange>;

const gone = z.number().int();

export const AccountDeletion = z
  .object({
    deleted: z.object({
      users: gone,
      jobs: gone,
      files: gone,
      attempts: gone,
      events: gone,
      checkpoints: gone,
      /** In the object storage: pictures, thumbnails, artifacts, bundles. */
      objects: gone,
      notifications: gone,
      feedback: gone,
      tokens: gone,
      webhooks: gone,
      deliveries: gone,
      shares: gone,
      usageDays: gone,
    }),
  })
  .openapi('AccountDeletion');
export type AccountDeletion = z.infer<typeof AccountDeletion>;

const rows = z.array(z.record(z.string(), z.unknown()));

export const Export = z
  .object({
    exportedAt: Time,
    me: Me,
    files: z.array(File),
    jobs: z.array(Results.extend({ events: z.array(JobEvent) })),
    notifications: rows,
    feedback: rows,
    tokens: rows,
    webhooks: rows,
    deliveries: z.array(Delivery),
    shares: rows,
    usageDays: rows,
  })
  .openapi('Export');
export type Export = z.infer<typeof Export>;
