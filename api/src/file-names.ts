import { oneLine } from './one-line.ts';

const maxLength = 255;

/**
 * A name that is safe to show and to offer for download: the last path part, without control and direction characters,
 * at most 255 characters with its extension kept; `picture` when nothing is left.
 */
export function safeFileName(given: string): string {
  const base = given.split(/[/\\]/).at(-1) ?? '';
  const clean = oneLine(base);
  if (/^\.*$/.test(clean)) return 'picture';
  const characters = Array.from(clean);
  if (characters.length <= maxLength) return clean;
  const extension = Array.from(/\.[^.\s]{1,15}$/u.exec(clean)?.[0] ?? '');
  return [...characters.slice(0, maxLength - extension.length), ...extension].join('');
}
