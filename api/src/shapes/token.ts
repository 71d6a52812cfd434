import { z } from '@hono/zod-openapi';
import { TokenId } from '@snaprun/core/ids';
import { tokenScopes } from '../auth/api-tokens.ts';
import { oneLine } from '../one-line.ts';
import { someText, Time } from './text.ts';

const scopes = z
  .array(z.enum(tokenScopes))
  .min(1, 'Name at least one scope: read, write or both.')
  .max(tokenScopes.length)
  .transform((list) => tokenScopes.filter((scope) => list.includes(scope)))
  .openapi({
    type: 'array',
    items: { type: 'string', enum: [...tokenScopes] },
    minItems: 1,
    description: '`read` is for GET, `write` for everything else.',
    example: ['read'],
  });

export const Token = z
  .object({
    id: TokenId,
    name: z.string(),
    scopes: z.array(z.enum(tokenScopes)),
    lastUsedAt: Time.nullable().openapi({ description: 'to the minute' }),
    expiresAt: Time.nullable(),
    createdAt: Time,
  })
  .openapi('Token');
export type Token = z.infer<typeof Token>;

export const NewToken = z
  .object({
    name: someText(100, 'The name must not be empty.')
      .overwrite(oneLine)
      .openapi({ example: 'nightly import' }),
    scopes,
    expiresAt: Time.nullish()
      .refine(
        (value) => value == null || Date.parse(value) > Date.now(),
        'The token would have expired already.',
      )
      .openapi({ description: 'Left out or null: it does not expire.', example: '2099-12-31T12:00:00.000Z' }),
  })
  .openapi('NewToken');
export type NewToken = z.infer<typeof NewToken>;

export const MadeToken = z
  .object({
    token: Token,
    secret: z
      .string()
      .nullable()
      .openapi({ description: 'Shown once: null when a request is repeated with its Idempotency-Key.' }),
  })
  .openapi('MadeToken');
export type MadeToken = z.infer<typeof MadeToken>;

export const TokenList = z.object({ tokens: z.array(Token) }).openapi('TokenList');
export const TokenDeletion = z
  .object({ deleted: z.object({ tokens: z.number().int() }) })
  .openapi('TokenDeletion');
