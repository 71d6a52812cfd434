import type { Db, Tx } from '@snaprun/core/database';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { type ApiToken, apiTokens } from '@snaprun/core/schema/account';
import { users } from '@snaprun/core/schema/users';
import { and, count, desc, eq, sql } from 'drizzle-orm';
import { newApiToken } from './auth/api-tokens.ts';
import { keepAnswer, takeKey } from './idempotency.ts';
import type { MadeToken, NewToken, Token } from './shapes/token.ts';

/** More than anybody can keep an eye on. */
const maxTokens = 50;

/** Makes a personal token. Its secret is in this answer only: a repeated request gets the token without it. */
export async function createToken(
  db: Db,
  userId: string,
  wanted: NewToken,
  idempotencyKey?: string,
): Promise<MadeToken> {
  return db.transaction(async (tx) => {
    const once = { key: idempotencyKey ?? '', route: 'POST /v1/tokens', body: wanted };
    const before = idempotencyKey === undefined ? null : await takeKey(tx, userId, once);
    if (before !== null) return before.body as MadeToken;
    // Two requests at once are counted one after the other.
    await tx.select({ one: sql`1` }).from(users).where(eq(users.id, userId)).for('no key update');
    const [has] = await tx.select({ n: count() }).from(apiTokens).where(eq(apiTokens.userId, userId));
    if (has !== undefined && has.n >= maxTokens)
      throw new AppError('conflict', `You have ${has.n} tokens, which is the limit. Delete one first.`);
    const { secret, sha256 } = newApiToken();
    const [row] = await tx
      .insert(apiTokens)
      .values({
        id: newId('token'),
        userId,
        name: wanted.name,
        sha256,
        scopes: wanted.scopes,
        expiresAt: wanted.expiresAt == null ? null : new Date(wanted.expiresAt),
      })
      .returning();
    if (row === undefined) throw new Error('The insert returned no row.');
    const token = presentToken(row);
    if (idempotencyKey !== undefined)
      await keepAnswer(tx, userId, idempotencyKey, 201, { token, secret: null });
    return { token, secret };
  });
}

/** Newest first, those that have expired included. */
export async function listTokens(tx: Tx, userId: string): Promise<Token[]> {
  const rows = await tx
    .select()
    .from(apiTokens)
    .where(eq(apiTokens.userId, userId))
    .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id));
  return rows.map(presentToken);
}

/** Ends a token at once. */
export async function deleteToken(tx: Tx, userId: string, tokenId: string): Promise<void> {
  const gone = await tx
    .delete(apiTokens)
    .where(and(eq(apiTokens.id, tokenId), eq(apiTokens.userId, userId)))
    .returning({ id: apiTokens.id });
  if (gone.length === 0) throw new AppError('not_found', `There is no token ${tokenId}.`);
}

function presentToken({ id, name, scopes, lastUsedAt, expiresAt, createdAt }: ApiToken): Token {
  return {
    ...{ id, name, scopes },
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
