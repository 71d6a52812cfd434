import { createHash } from 'node:crypto';

/** Links live 15 minutes; a body that holds one is new again before it expires. */
const linkRefreshMs = 10 * 60 * 1000;

/** A weak tag of what a body says; signatures in links do not count, but the tag changes before they expire. */
export function entityTag<T extends { thumbnailUrl: string | null }>(body: T): string {
  const period = body.thumbnailUrl === null ? null : Math.floor(Date.now() / linkRefreshMs);
  const digest = createHash('sha256')
    .update(JSON.stringify({ ...body, thumbnailUrl: period }))
    .digest('base64url');
  return `W/"${digest.slice(0, 22)}"`;
}

/** RFC 9110, 13.1.2: weak comparison with a list of tags, or any. */
export function matchesTag(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = (value: string) => value.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((candidate) => opaque(candidate) === opaque(tag));
}
