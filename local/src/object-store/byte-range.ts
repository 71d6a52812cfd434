import { S3Error } from './errors.ts';

export interface ByteRange {
  start: number;
  length: number;
}

/**
 * The part of `size` bytes that a Range header asks for; null when it asks for all of it.
 *
 * One range of bytes is understood; anything else is ignored, as S3 does. Throws InvalidRange when nothing is in it.
 */
export function parseRange(text: string, size: number): ByteRange | null {
  const match = /^bytes=(\d{0,18})-(\d{0,18})$/.exec(text);
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    if (Number(last) === 0) throw new S3Error('invalidRange');
    const length = Math.min(Number(last), size);
    return { start: size - length, length };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Number(last);
  if ((last !== '' && start > end) || start >= size) throw new S3Error('invalidRange');
  return { start, length: Math.min(end, size - 1) - start + 1 };
}
