import { z } from '@hono/zod-openapi';
import { Time, text } from './text.ts';

export const SignIn = z
  .object({ email: text(254).pipe(z.email('This is not an email address.')).openapi({ format: 'email' }) })
  .openapi('SignIn');
export const SignedIn = z.object({ token: z.string(), expiresAt: Time }).openapi('SignedIn');
export type SignedIn = z.infer<typeof SignedIn>;
