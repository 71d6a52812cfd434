import { z } from '@hono/zod-openapi';
import { modelRoles } from '@snaprun/core/config';
import { Problem } from './problem.ts';
import { Time } from './text.ts';

export const Live = z.object({ status: z.literal('ok') }).openapi('Live');

export const ReadyCheck = z.object({
  name: z.enum(['postgres', 'storage', 'queue']),
  ok: z.boolean(),
  latencyMs: z.number(),
  message: z.string(),
});
export type ReadyCheck = z.infer<typeof ReadyCheck>;

export const Ready = z.object({ status: z.literal('ready'), checks: z.array(ReadyCheck) }).openapi('Ready');
export const NotReady = Problem.extend({ checks: z.array(ReadyCheck) }).openapi('NotReady', {
  example: {
    type: 'about:blank',
    title: 'Not available now',
    status: 503,
    detail: 'The object storage does not answer or is not set up.',
    code: 'unavailable',
    requestId: 'req_9x8w7v6t5s4r3q2p9n8m',
    checks: [
      {
        name: 'storage',
        ok: false,
        latencyMs: 3000,
        message: 'The object storage does not answer or is not set up.',
      },
    ],
  },
});

export const ModelReplica = z.object({
  /** Counted from 1 in the order of the settings; addresses stay inside. */
  replica: z.number().int(),
  status: z.enum(['ok', 'warming', 'down']),
  latencyMs: z.number().nullable(),
  message: z.string(),
  checkedAt: Time,
});
export type ModelReplica = z.infer<typeof ModelReplica>;

export const ModelHealth = z
  .object({
    roles: z.array(
      z.object({
        role: z.enum(modelRoles),
        model: z.string(),
        /** True for the demo models of local mode, which hold no neural network. */
        demo: z.boolean(),
        replicas: z.array(ModelReplica),
      }),
    ),
  })
  .openapi('ModelHealth');
export type ModelHealth = z.infer<typeof ModelHealth>;
