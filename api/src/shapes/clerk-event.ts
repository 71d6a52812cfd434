import { z } from '@hono/zod-openapi';

/** What we read of a user event; the rest of it is Clerk's own business. */
export const ClerkEvent = z
  .looseObject({
    type: z.string().openapi({ example: 'user.deleted' }),
    data: z.looseObject({ id: z.string().optional() }),
  })
  .openapi('ClerkEvent');

/** What cannot be kept is left as it was. */
const storable = (longest: number) =>
  z
    .string()
    .max(longest)
    .refine((value) => !value.includes('\0'));
const text = storable(200).nullish().catch(undefined);

/** A person as Clerk describes them. */
export const ClerkUser = z.looseObject({
  updated_at: z.number().min(0),
  first_name: text,
  last_name: text,
  primary_email_address_id: text,
  email_addresses: z
    .array(z.looseObject({ id: z.string(), email_address: storable(320) }))
    .optional()
    .catch(undefined),
});
export type ClerkUser = z.infer<typeof ClerkUser>;
