import { z } from '@hono/zod-openapi';
import { Time } from './text.ts';

const Spent = z.object({
  jobs: z.number().int(),
  modelCalls: z.number().int(),
  tokensIn: z.number().int(),
  tokensOut: z.number().int(),
  modelMs: z.number(),
  sandboxMs: z.number(),
});

const Meter = z.object({ limit: z.number().int(), used: z.number().int() });
const RenewedMeter = Meter.extend({ resetsAt: Time });

/** Deleting a job gives back stored bytes, and neither its place on its day nor what it cost. */
export const Usage = z
  .object({
    limits: z.object({
      activeJobs: Meter,
      jobsPerDay: RenewedMeter,
      storedBytes: Meter,
      requestsPerMinute: RenewedMeter,
    }),
    /** Since 00:00 UTC. */
    today: Spent,
    last30Days: Spent,
    /** The days of those 30 on which anything was used, newest first. */
    days: z.array(Spent.extend({ day: z.iso.date() })),
  })
  .openapi('Usage');
export type Usage = z.infer<typeof Usage>;

const quota = (most: number) => z.int().min(0).max(most).nullable();
const quotas = {
  activeJobs: quota(1_000_000),
  jobsPerDay: quota(1_000_000),
  storedBytes: quota(1e15),
  requestsPerMinute: quota(1_000_000),
};

/** Null stands for what everybody is allowed. */
export const QuotaChange = z
  .object(quotas)
  .partial()
  .openapi('QuotaChange', { example: { activeJobs: 100 } });
export type QuotaChange = z.infer<typeof QuotaChange>;

export const UserQuotas = z
  .object({
    userId: z.string(),
    quotas: z.object(quotas),
    /** What holds now, the quotas over the defaults. */
    limits: z.object({
      activeJobs: z.number().int(),
      jobsPerDay: z.number().int(),
      storedBytes: z.number().int(),
      requestsPerMinute: z.number().int(),
    }),
    changedBy: z.string().nullable(),
    changedAt: Time.nullable(),
  })
  .openapi('UserQuotas');
export type UserQuotas = z.infer<typeof UserQuotas>;
