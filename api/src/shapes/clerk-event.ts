import { z } from '@hono/zod-openapi';

/** What we read of a user event; the rest of it is Clerk's own business. */
export const ClerkEvent = z
  .looseObject({
    type: z.string().openapi({ example: 'user.deleted' }),
    data: z.looseObject({ id: z.string().optional() }),
  })
  .openapi('ClerkEvent');

const text = z.string().max(200).nullish().catch(null);

/** A person as Clerk describes them. */
export const ClerkUser = z.looseObject({
  first_name: text,
  last_name: text,
  primary_email_address_id: text,
  email_addresses: z.array(z.looseObject({ id: z.string(), email_address: z.string().max(320) })).catch([]),
});
