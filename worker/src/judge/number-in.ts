/** The number that a label is ("1,200", "−3.5 %", "$40"), or null when it is not one. */
export function numberIn(label: string): number | null {
  const plain = label
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/[\s\u00a0$€£¥%]/g, '')
    .replace(/(?<=\d),(?=\d{3}(?:\D|$))/g, '');
  return /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(plain) ? Number(plain) : null;
}
