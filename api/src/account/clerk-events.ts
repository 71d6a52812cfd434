import { verifyWebhook } from '@clerk/backend/webhooks';
import { AppError } from '@snaprun/core/errors';
import { users } from '@snaprun/core/schema/users';
import { eq } from 'drizzle-orm';
import type { AppDeps } from '../deps.ts';
import { ClerkUser } from '../shapes/clerk-event.ts';
import { deleteAccount } from './deletion.ts';
import { rememberDeletion } from './remembered-deletion.ts';

type Deps = Pick<AppDeps, 'db' | 'storage' | 'removals' | 'hub' | 'timing' | 'log'>;

/**
 * Does what a signed event of Clerk asks for: a deleted user's account goes, a changed one's name and address follow.
 *
 * Throws `invalid_request` unless the signature is Clerk's and at most five minutes old. Events may come twice, late
 * and out of order: each is harmless when done again, and one that is older than what is known changes nothing. One that
 * fails is sent again by Clerk.
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
    // Also of somebody who never came: their session may live on for a moment.
    if (receipt === null) await rememberDeletion(deps.db, userId);
    deps.log.info('an account was deleted at Clerk', { userId, ...receipt?.deleted });
  } else if (event.type === 'user.created' || event.type === 'user.updated') {
    await follow(deps.db, userId, ClerkUser.parse(event.data));
  }
}

/** Takes over what changed at Clerk since the newest event that came; a name that was chosen here stays. */
function follow(db: AppDeps['db'], userId: string, told: ClerkUser): Promise<void> {
  return db.transaction(async (tx) => {
    const [user] = await tx.select().from(users).where(eq(users.id, userId)).for('update');
    // Who was never seen here gets no row: it is made when they come.
    if (user === undefined || (user.identity && user.identity.updatedAt >= told.updated_at)) return;
    const name = nameOf(told);
    const before = user.identity?.name ?? null;
    const { email_addresses: addresses, primary_email_address_id: primary } = told;
    await tx
      .update(users)
      .set({
        identity: { updatedAt: told.updated_at, name: name === undefined ? before : name },
        ...(name !== undefined && (user.name === null || user.name === before) ? { name } : {}),
        ...(addresses === undefined
          ? {}
          : { email: addresses.find(({ id }) => id === primary)?.email_address ?? null }),
      })
      .where(eq(users.id, userId));
  });
}

/** Undefined when it cannot be told. */
function nameOf({ first_name, last_name }: ClerkUser): string | null | undefined {
  if (first_name === undefined || last_name === undefined) return undefined;
  return [first_name, last_name].filter(Boolean).join(' ') || null;
}

/** Nothing else of the request is the verifier's business. */
function signatureOf(headers: Headers): Headers {
  const names = ['svix-id', 'svix-timestamp', 'svix-signature'];
  return new Headers(names.flatMap((name) => [[name, headers.get(name) ?? ''] as [string, string]]));
}
