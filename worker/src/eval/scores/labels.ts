import { distance } from './edit-distance.ts';

/** Labels are the same when this much of them agrees. */
const likenessOfSame = 0.8;

export function normalised(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** 1 for the same text after normalising, 0 for nothing in common. */
export function likeness(a: string, b: string): number {
  const [left, right] = [normalised(a), normalised(b)];
  const longest = Math.max(left.length, right.length);
  return longest === 0 ? 1 : 1 - distance(left, right) / longest;
}

/** How well two labels agree when they count as the same, else 0. */
export function sameLabel(a: string | number, b: string | number): number {
  const [left, right] = [numberOf(a), numberOf(b)];
  // Different numbers are different, however alike they look: 2021 and 2022.
  if (left !== null && right !== null) return left === right ? 1 : 0;
  const alike = likeness(String(a), String(b));
  return alike >= likenessOfSame ? alike : 0;
}

/** The number that a text is, without signs of currency, percent and thousands; null for anything else. */
export function numberOf(value: string | number | null | undefined): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  const plain = (value ?? '')
    .normalize('NFKC')
    .replace(/[\s,%€$£]/g, '')
    .replace(/^[−–]/, '-');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  return Number(plain);
}

/** The day of a date like 2023-04 or 2023-04-05, in days since 1970; null for anything else. */
export function dayOf(value: string | number): number | null {
  const match = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ].*)?$/.exec(String(value).trim());
  if (match === null) return null;
  const [, year, month, day = '1'] = match;
  return Date.UTC(Number(year), Number(month) - 1, Number(day)) / 86_400_000;
}
