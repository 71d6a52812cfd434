import { createHash, timingSafeEqual } from 'node:crypto';

/** Whether an `Authorization` header carries the key, in a time that says nothing about it. */
export function bearerMatches(header: string | undefined, key: string): boolean {
  const [, given = ''] = /^Bearer (.+)$/i.exec(header ?? '') ?? [];
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(key));
}
