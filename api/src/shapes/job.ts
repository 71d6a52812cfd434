import { z } from '@hono/zod-openapi';
import { FileId, JobId } from '@snaprun/core/ids';
import { jobStatuses } from '@snaprun/core/job-states';
import { Receipt as CoreReceipt } from '@snaprun/core/receipt';
import { jobRelations } from '@snaprun/core/schema/jobs';
import { oneLine } from '../one-line.ts';
import { someText, Time, text } from './text.ts';

export const Receipt = z.object(CoreReceipt.shape).openapi('Receipt');

export const Job = z
  .object({
    id: JobId,
    name: z.string(),
    fileId: FileId,
    parentId: JobId.nullable(),
    relation: z.enum(jobRelations).nullable().openapi({
      description: 'how this job came of its parent; null for a job on an upload',
    }),
    instruction: z.string().nullable(),
    status: z.enum(jobStatuses),
    outcome: z.string().nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    stage: z.string().nullable(),
    summary: z.string().nullable(),
    queue: z
      .object({
        position: z.number().int(),
        etaMs: z.number().int().nullable().openapi({ description: 'null while no job has finished lately' }),
      })
      .nullable()
      .openapi({ description: 'where a queued job stands; null for every other job' }),
    receipt: Receipt,
    thumbnailUrl: z.url().nullable(),
    queuedAt: Time,
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
    expiresAt: Time,
  })
  .openapi('Job');
export type Job = z.infer<typeof Job>;

export const JobList = z.object({ jobs: z.array(Job), nextCursor: z.string().nullable() }).openapi('JobList');
export type JobList = z.infer<typeof JobList>;

const name = someText(200, 'The name must not be empty.').overwrite(oneLine);

export const NewJob = z
  .object({
    fileId: FileId,
    instruction: text(2000).trim().nullish().openapi({ example: 'Plot it as a line chart.' }),
    name: name.nullish(),
  })
  .openapi('NewJob');
export type NewJob = z.infer<typeof NewJob>;

export const JobChange = z.object({ name }).openapi('JobChange');

export const JobDeletion = z
  .object({
    deleted: z.object({
      jobs: z.number().int(),
      files: z.number().int(),
      attempts: z.number().int(),
      events: z.number().int(),
      checkpoints: z.number().int(),
      notifications: z.number().int(),
      feedback: z.number().int(),
      shares: z.number().int(),
      deliveries: z.number().int().openapi({ description: 'of webhooks' }),
      objects: z.number().int().openapi({
        description: 'in the storage: pictures, thumbnails, artifacts, bundles',
      }),
    }),
  })
  .openapi('JobDeletion');
export type JobDeletion = z.infer<typeof JobDeletion>;
