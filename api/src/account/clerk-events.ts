import { verifyWebhook } from '@clerk/backend/webhooks';
import { AppError } from '@snaprun/core/errors';
import { users } from '@snaprun/core/schema/users';
import { eq } from 'drizzle-orm';
import type { AppDeps } from '../deps.ts';
import { ClerkUser } from '../shapes/clerk-event.ts';
import { deleteAccount } from './deletion.ts';

type Deps = Pick<AppDeps, 'db' | 'storage' | 'hub' | 'timing' | 'log'>;

/**
 * Does what a signed event of Clerk asks for: a deleted user's account goes, a changed one's name and address follow.
 *
 * Throws `invalid_request` unless the signature is Clerk's and at most five minutes old. Events may come twice, late
 * and out of order, so each is harmless when done again; one that fails is sent again by Clerk.
 */
export async function takeClerkEvent(
  deps: Deps,
  secret: string,
  headers: Headers,
  body: string,
  signal: AbortSignal,
): Promise<void> {
  const signed = new Request('http://hook.invalid', { method: 'POST', headers: signatureOf(headers), body });
  const event = await verifyWebhook(signed, { signingSecret: secret }).catch((cause: unknown) => {
    throw new AppError('invalid_request', 'The event is not signed by Clerk, or its signature is too old.', {
      cause,
    });
  });
  const userId = event.data.id;
  if (typeof userId !== 'string') return;
  if (event.type === 'user.deleted') {
    const receipt = await deleteAccount(deps, userId, signal);
    deps.log.info('an account was deleted at Clerk', { userId, ...receipt?.deleted });
  } else if (event.type === 'user.created' || event.type === 'user.updated') {
    const { first_name, last_name, primary_email_address_id, email_addresses } = ClerkUser.parse(event.data);
    const name = [first_name, last_name].filter(Boolean).join(' ') || null;
    const email = email_addresses.find(({ id }) => id === primary_email_address_id)?.email_address ?? null;
    // Who was never seen here gets no row: it is made when they come.
    await deps.db.update(users).set({ name, email }).where(eq(users.id, userId));
  }
}

/** Nothing else of the request is the verifier's business. */
function signatureOf(headers: Headers): Headers {
  const names = ['svix-id', 'svix-timestamp', 'svix-signature'];
  return new Headers(names.flatMap((name) => [[name, headers.get(name) ?? ''] as [string, string]]));
}
