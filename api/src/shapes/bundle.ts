import { z } from '@hono/zod-openapi';
import { Time } from './text.ts';

export const Bundle = z
  .object({
    url: z.url(),
    bytes: z.number().int(),
    expiresAt: Time.openapi({ description: 'until when the link works; ask again for a new one' }),
  })
  .openapi('Bundle');
export type Bundle = z.infer<typeof Bundle>;

export const BundleBuilding = z
  .object({ message: z.string() })
  .openapi('BundleBuilding', { example: { message: 'The bundle is being built. Ask again in 5 seconds.' } });
