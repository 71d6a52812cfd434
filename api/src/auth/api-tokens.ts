import { createHash, randomBytes } from 'node:crypto';
import type { Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { apiTokens } from '@snaprun/core/schema/account';
import { type User, users } from '@snaprun/core/schema/users';
import { eq, sql } from 'drizzle-orm';

/** Tells a personal token from a session's, and lets scanners find one that was published. */
const prefix = 'snaprun_';
/** `lastUsedAt` is this exact. */
const noticedMs = 60_000;

export const tokenScopes = ['read', 'write'] as const;
export type TokenScope = (typeof tokenScopes)[number];

/** How a request is signed in: by a session of the person, or by a program with one of their tokens. */
export type SignedInBy = { kind: 'session' } | { kind: 'token'; tokenId: string; scopes: TokenScope[] };

/** A new token; only its hash is to be kept. */
export function newApiToken(): { secret: string; sha256: string } {
  const secret = prefix + randomBytes(30).toString('base64url');
  return { secret, sha256: hashOf(secret) };
}

export function isApiToken(token: string): boolean {
  return token.startsWith(prefix);
}

/** Whose token this is and what it may do; throws `unauthenticated` when it is unknown, deleted or has expired. */
export async function useApiToken(tx: Tx, token: string): Promise<{ user: User; by: SignedInBy }> {
  const [found] = await tx
    .select({ token: apiTokens, user: users })
    .from(apiTokens)
    .innerJoin(users, eq(users.id, apiTokens.userId))
    .where(eq(apiTokens.sha256, hashOf(token)));
  if (found === undefined)
    throw new AppError('unauthenticated', 'There is no such personal token; it may have been deleted.');
  const { id, scopes, expiresAt, lastUsedAt } = found.token;
  if (expiresAt !== null && expiresAt.getTime() <= Date.now())
    throw new AppError('unauthenticated', `The token expired at ${expiresAt.toISOString()}. Make a new one.`);
  if (lastUsedAt === null || lastUsedAt.getTime() < Date.now() - noticedMs)
    await tx.update(apiTokens).set({ lastUsedAt: sql`now()` }).where(eq(apiTokens.id, id));
  return { user: found.user, by: { kind: 'token', tokenId: id, scopes } };
}

/** Throws `forbidden` when the scopes of a token do not cover a method. */
export function refuseBeyondScopes(by: SignedInBy, method: string): void {
  if (by.kind === 'session') return;
  const needed = method === 'GET' || method === 'HEAD' ? 'read' : 'write';
  if (by.scopes.includes(needed)) return;
  throw new AppError(
    'forbidden',
    `This token may ${by.scopes.join(' and ')}; a ${method} request needs the scope ${needed}. Use another token.`,
  );
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
