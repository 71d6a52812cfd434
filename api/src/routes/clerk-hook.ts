import { createRoute, z } from '@hono/zod-openapi';
import { takeClerkEvent } from '../account/clerk-events.ts';
import type { AppDeps } from '../deps.ts';
import { createRouter } from '../router.ts';
import { ClerkEvent } from '../shapes/clerk-event.ts';
import { problems } from '../shapes/problem.ts';

const event = createRoute({
  method: 'post',
  path: '/hooks/clerk',
  tags: ['account'],
  summary: 'Clerk’s signed user events; for Clerk only',
  description:
    'Signed as Svix does (`svix-id`, `svix-timestamp`, `svix-signature`). `user.deleted` deletes the account, `user.updated` brings name and address.',
  request: { body: { required: true, content: { 'application/json': { schema: ClerkEvent } } } },
  responses: {
    200: {
      description: 'Done, or of no interest.',
      content: { 'application/json': { schema: z.object({ received: z.literal(true) }) } },
    },
    ...problems(400, 413, 415, 422, 503),
  },
});

/** Mounted where CLERK_WEBHOOK_SECRET is set; elsewhere the address does not exist. */
export function clerkHookRoutes(deps: AppDeps) {
  const router = createRouter();
  const mount = (secret: string) =>
    router.openapi(event, async (c) => {
      const { raw } = c.req;
      await takeClerkEvent({ ...deps, log: c.var.log }, secret, raw.headers, await c.req.text(), raw.signal);
      return c.json({ received: true as const }, 200);
    });
  return deps.clerkWebhookSecret === null
    ? (router as ReturnType<typeof mount>)
    : mount(deps.clerkWebhookSecret);
}
