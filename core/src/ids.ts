import { customAlphabet } from 'nanoid';
import { z } from 'zod';

/** What each prefix names; an id says what it is wherever it is seen. */
export const idPrefixes = {
  file: 'fil',
  job: 'job',
  attempt: 'att',
  request: 'req',
  worker: 'wrk',
  token: 'tok',
  notification: 'ntf',
  share: 'shr',
  webhook: 'whk',
  delivery: 'dlv',
} as const;

export type IdKind = keyof typeof idPrefixes;

// No vowels and no look-alikes: an id never spells a word and survives being read aloud. 20 of 28 letters ≈ 96 bits.
const random = customAlphabet('23456789bcdfghjkmnpqrstvwxyz', 20);

/** A new unguessable id such as `job_7xk2…`. */
export function newId(kind: IdKind): string {
  return `${idPrefixes[kind]}_${random()}`;
}

/** A schema that accepts exactly the ids of one kind. */
export function idSchema(kind: IdKind) {
  return z.string().regex(new RegExp(`^${idPrefixes[kind]}_[0-9a-z]{20}$`));
}

export const FileId = idSchema('file');
export const JobId = idSchema('job');
export const AttemptId = idSchema('attempt');
export const TokenId = idSchema('token');
export const NotificationId = idSchema('notification');
export const ShareId = idSchema('share');
export const WebhookId = idSchema('webhook');
export const DeliveryId = idSchema('delivery');
