/** A bound that an instruction names: on the numbers of a chart, or on its labels where these are numbers. */
export interface Condition {
  of: 'value' | 'label';
  is: 'above' | 'below';
  /** Whether the bound itself is in. */
  inclusive: boolean;
  bound: number;
}

/** Which part of a chart is wanted. */
export interface Filters {
  /** What follows "only": labels, series or a range of numbers. */
  only: string | null;
  /** What follows "without": labels or series. */
  without: string | null;
  /** So many rows: the largest, the smallest, or the first or last ones. */
  top: { n: number; of: 'largest' | 'smallest' | 'first' | 'last' } | null;
  conditions: Condition[];
}

export function parseFilters(instruction: string): Filters {
  const text = instruction.toLowerCase();
  return {
    only: parseOnly(instruction),
    without:
      /\b(?:without|except|excluding|exclude|remove|drop|leave out|hide|but not)\b\s+(?:the\s+|series\s+)*(.+)/is
        .exec(instruction)?.[1]
        ?.replace(/^(?:a |any )?(?:title|legend|grid\w*|colou?rs?|log\w*).*$/i, '')
        .trim() || null,
    top: parseTop(text),
    conditions: parseConditions(text),
  };
}

const numbers = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const number = `(\\d{1,3}|${numbers.join('|')})`;

/** The count in phrases such as "top 3" or "five largest", or null. */
export function countIn(text: string): number | null {
  return parseTop(text)?.n ?? null;
}

function parseTop(text: string): Filters['top'] {
  const ranks = {
    largest: 'top|largest|highest|biggest|best|greatest',
    smallest: 'bottom|smallest|lowest|worst|least',
    first: 'first',
    last: 'last|latest|final',
  } as const;
  for (const which of ['largest', 'smallest', 'first', 'last'] as const) {
    const found = new RegExp(
      `\\b(?:${ranks[which]})\\s+${number}\\b|\\b${number}\\s+(?:${ranks[which]})\\b`,
    ).exec(text);
    const word = found?.[1] ?? found?.[2];
    if (word) return { n: numbers.indexOf(word) + 1 || Number(word), of: which };
  }
  const single = /\bonly (?:the )?(largest|highest|biggest|smallest|lowest)\b/.exec(text)?.[1];
  if (single) return { n: 1, of: /small|low/.test(single) ? 'smallest' : 'largest' };
  return null;
}

/** What "only" is said of, unless it is said of the files or the manner ("only the CSV", "use only the numbers"). */
function parseOnly(instruction: string): string | null {
  const words = /\b(?:only|just|keep|nothing but)\b(?: (?:for|show|use|with|the|include|keep|only))*\s+(.+)/is
    .exec(instruction)?.[1]
    ?.trim();
  if (!words || /\b(?:csv|numbers|data|figure|python|code|program|spec)\b/i.test(words)) return null;
  return words;
}

function parseConditions(text: string): Condition[] {
  const bounds: readonly [RegExp, Condition['of'], Condition['is'], boolean][] = [
    [
      /\b(?:since|from|starting (?:in|at|from))\s+(\d{4})\b(?!\s*(?:-|–|to|until|through))/,
      'label',
      'above',
      true,
    ],
    [/\bafter\s+(\d+(?:\.\d+)?)/, 'label', 'above', false],
    [/\b(?:until|up to)\s+(\d{4})\b/, 'label', 'below', true],
    [/\bbefore\s+(\d+(?:\.\d+)?)/, 'label', 'below', false],
    [
      /\b(?:above|over|greater than|larger than|more than|higher than|exceed(?:s|ing)?|>)\s*(\d[\d,]*(?:\.\d+)?)/,
      'value',
      'above',
      false,
    ],
    [
      /\b(?:below|under|less than|smaller than|lower than|fewer than|<)\s*(\d[\d,]*(?:\.\d+)?)/,
      'value',
      'below',
      false,
    ],
    [/\bat least\s+(\d[\d,]*(?:\.\d+)?)/, 'value', 'above', true],
    [/\bat most\s+(\d[\d,]*(?:\.\d+)?)/, 'value', 'below', true],
  ];
  return bounds.flatMap(([words, of, is, inclusive]) => {
    const found = words.exec(text)?.[1];
    return found ? [{ of, is, inclusive, bound: Number(found.replaceAll(',', '')) }] : [];
  });
}
