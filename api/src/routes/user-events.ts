import { createRoute } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { whileSignedIn } from '../auth/while-signed-in.ts';
import type { AppDeps } from '../deps.ts';
import { createRouter } from '../router.ts';
import { sentEvent } from '../shapes/job-event.ts';
import { problems } from '../shapes/problem.ts';
import { streamUser } from '../user-stream.ts';

const events = createRoute({
  method: 'get',
  path: '/v1/events',
  tags: ['notifications'],
  security: [{ bearer: [] }],
  summary: 'What happens to all of your jobs, and your notifications, as server-sent events; live only',
  description:
    '`event` is the type of the job’s event, or `notification`; `data` is the event or the notification as JSON. Nothing is replayed: after the stream has ended, read the lists and come back. It ends with the token it was asked for with, and a session’s after five minutes.',
  responses: {
    200: {
      description: 'A stream of events.',
      content: { 'text/event-stream': { schema: sentEvent('JobEvent', 'Notification') } },
    },
    ...problems(401, 503),
  },
});

export function userEventRoutes(deps: AppDeps) {
  return createRouter().openapi(events, (c) => {
    c.header('x-accel-buffering', 'no'); // nginx would hold the stream back
    // Nobody reads the body of a HEAD: its stream would wait for a reader for ever.
    if (c.req.method === 'HEAD') return c.body(null, 200, { 'content-type': 'text/event-stream' });
    const { user, log, staysSignedIn } = c.var;
    return streamSSE(
      c,
      async (stream) => {
        const left = new AbortController();
        stream.onAbort(() => left.abort());
        const messages = streamUser(deps, user.id, left.signal);
        for await (const message of whileSignedIn(messages, staysSignedIn, deps.timing.heartbeatMs)) {
          if (message === null) await stream.write(': still here\n\n');
          else await stream.writeSSE({ event: message.type, data: JSON.stringify(message.data) });
        }
      },
      // The stream just ends; the reader comes back.
      async (error) => log.warn('a stream of all events broke off', { userId: user.id, error }),
    );
  });
}
