/** A number as written beside a tick, in a cell or above a bar. */
export interface WrittenNumber {
  value: number;
  /** `%` or a currency sign, when written with the number. */
  unit: string | null;
}

const powers: Record<string, number> = { k: 1e3, m: 1e6, b: 1e9, bn: 1e9, mn: 1e6 };
const lookAlikes: Record<string, string> = {
  O: '0',
  o: '0',
  Q: '0',
  D: '0',
  l: '1',
  I: '1',
  '|': '1',
  i: '1',
  S: '5',
  B: '8',
  Z: '2',
};

/**
 * Reads `1,200`, `-0.5`, `40%`, `3.5K`, `$20`, `1e6`, `0,75`; null when the text is no number.
 *
 * `lenient` also takes the letters that OCR confuses with digits.
 */
export function parseNumber(raw: string, lenient = false): WrittenNumber | null {
  let text = raw
    .replace(/[−–—~]/g, '-')
    .replace(/[‘’'`]/g, '')
    .replace(/^[.,:;|]+(?!\d)|[.,:;|!)\]}]+$/g, '')
    // The tick mark between a label and its axis.
    .replace(/(?<=[\d%])\s*-+$/, '')
    .trim();
  if (lenient) text = unconfuse(text);
  const match =
    /^(-?)\s*([$€£]?)\s*(-?)(\d[\d,. ]*|[.,]\d+)(?:e([+-]?\d{1,2}))?\s*(k|m|b|bn|mn)?\s*(%|[$€£])?$/i.exec(
      text,
    );
  if (!match) return null;
  const [, minus, currency, late, digits = '', exponent, power, after] = match;
  const size = parseDigits(digits.replace(/ /g, ''));
  if (size === null) return null;
  const scaled =
    size * (power ? (powers[power.toLowerCase()] ?? 1) : 1) * (exponent ? 10 ** Number(exponent) : 1);
  const value = minus || late ? -scaled : scaled;
  return { value: Number(value.toPrecision(12)), unit: after || currency || null };
}

function parseDigits(digits: string): number | null {
  if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits)) return Number(digits.replaceAll(',', ''));
  if (/^\d{1,3}(\.\d{3}){2,}$/.test(digits)) return Number(digits.replaceAll('.', ''));
  if (/^\d*[.,]?\d+$/.test(digits)) return Number(digits.replace(',', '.'));
  return null;
}

/** Swaps look-alike letters for digits where at least half of the text is digits already, or it is one letter long. */
function unconfuse(text: string): string {
  const digits = text.replace(/\D/g, '').length;
  const letters = text.replace(/[^a-z|]/gi, '').length;
  if (letters === 0 || (digits < letters && text.length > 1)) return text;
  const tail = /(?:k|m|%)$/i.exec(text)?.[0] ?? '';
  const head = tail && digits > 0 ? text.slice(0, -tail.length) : text;
  return [...head].map((c) => lookAlikes[c] ?? c).join('') + (head === text ? '' : tail);
}
