import { z } from '@hono/zod-openapi';
import { Intake } from './intake.ts';
import { Time } from './text.ts';

const whole = z.number().int();

export const Fleet = z
  .object({
    workers: z.array(
      z.object({
        id: z.string(),
        host: z.string(),
        drivers: z.array(z.string()),
        slots: whole,
        startedAt: Time,
        heartbeatAt: Time,
        alive: z.boolean().openapi({ description: 'its last heartbeat is at most 15 s old' }),
        running: whole.openapi({ description: 'jobs at work' }),
        boxes: whole.openapi({ description: 'sandboxes it holds' }),
      }),
    ),
    alive: whole,
    /** Of the workers that are alive. */
    slots: z.object({ total: whole, busy: whole }),
    queue: z.object({ depth: whole, running: whole, oldestWaitingMs: whole.nullable() }),
    /** The queue's own tasks by kind; `failing` ones have been tried before. */
    tasks: z.array(z.object({ task: z.string(), waiting: whole, failing: whole })),
    intake: Intake,
  })
  .openapi('Fleet');
export type Fleet = z.infer<typeof Fleet>;
