import { createRoute, z } from '@hono/zod-openapi';
import { JobId } from '@snaprun/core/ids';
import { getJob } from '@snaprun/core/jobs';
import { streamSSE } from 'hono/streaming';
import { whileSignedIn } from '../auth/while-signed-in.ts';
import type { AppDeps } from '../deps.ts';
import { streamEvents } from '../job-stream.ts';
import { createRouter } from '../router.ts';
import { sentEvent } from '../shapes/job-event.ts';
import { problems } from '../shapes/problem.ts';

const events = createRoute({
  method: 'get',
  path: '/v1/jobs/{id}/events',
  tags: ['jobs'],
  security: [{ bearer: [] }],
  summary: 'Everything that happens to a job, as server-sent events, until it ends',
  description:
    'First what has happened (after `Last-Event-ID`, if given), then what happens. `id` is the number of the event, `event` its type, `data` the event as JSON.',
  request: {
    params: z.object({ id: JobId }),
    headers: z.object({
      'last-event-id': z.coerce
        .number()
        .int()
        .min(0)
        .max(2_147_483_647)
        .default(0)
        .openapi({ type: 'integer', minimum: 0, maximum: 2_147_483_647, default: 0 }),
    }),
  },
  responses: {
    200: {
      description: 'A stream of events.',
      content: { 'text/event-stream': { schema: sentEvent('JobEvent') } },
    },
    ...problems(401, 404, 422, 503),
  },
});

export function jobEventRoutes(deps: AppDeps) {
  return createRouter().openapi(events, async (c) => {
    const { id } = await getJob(deps.db, c.var.user.id, c.req.valid('param').id);
    const after = c.req.valid('header')['last-event-id'];
    c.header('x-accel-buffering', 'no'); // nginx would hold the stream back
    // Nobody reads the body of a HEAD: its stream would wait for a reader until the job ends, or for ever.
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });
    const { user, log, staysSignedIn } = c.var;
    return streamSSE(
      c,
      async (stream) => {
        const left = new AbortController();
        stream.onAbort(() => left.abort());
        await stream.write(': hello\n\n'); // sends the headers before the first event
        const told = streamEvents(deps, user.id, id, after, left.signal);
        for await (const event of whileSignedIn(told, staysSignedIn, deps.timing.heartbeatMs)) {
          if (event === null) await stream.write(': still here\n\n');
          else
            await stream.writeSSE({ id: String(event.seq), event: event.type, data: JSON.stringify(event) });
        }
      },
      // The stream just ends; the reader comes back with Last-Event-ID.
      async (error) => log.warn('a stream of events broke off', { jobId: id, error }),
    );
  });
}
