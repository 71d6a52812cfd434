import { languageTag } from './language.ts';

export function formatNumber(n: number, options?: Intl.NumberFormatOptions): string {
  return n.toLocaleString(languageTag(), options);
}

/** "1 finding", "3 findings". */
export function plural(n: number, one: string, many: string): string {
  return `${formatNumber(n)} ${n === 1 ? one : many}`;
}
