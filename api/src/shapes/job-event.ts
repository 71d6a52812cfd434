import { z } from '@hono/zod-openapi';
import { type EventType, eventData } from '@snaprun/core/events';
import { JobId } from '@snaprun/core/ids';
import { Time } from './text.ts';

/** One event as the stream carries it; what `data` holds depends on `type` (see core/events). */
export const JobEvent = z
  .object({
    seq: z.number().int(),
    jobId: JobId,
    type: z.enum(Object.keys(eventData) as [EventType, ...EventType[]]),
    at: Time,
    data: z.record(z.string(), z.unknown()),
  })
  .openapi('JobEvent');

/** One server-sent event of a stream whose `data` is the JSON of one of these shapes. */
export function sentEvent(...shapes: ('JobEvent' | 'Notification')[]) {
  const refs = shapes.map((shape) => ({ $ref: `#/components/schemas/${shape}` }));
  const contentSchema = refs.length === 1 ? refs[0] : { oneOf: refs };
  return z.object({
    id: z.string().optional(),
    event: z.string(),
    data: z.string().openapi({ contentMediaType: 'application/json', contentSchema } as object),
  });
}
