const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * The moment a tick names, as fractional years ("2024-05", "May 2024", "Q2 2024", "2024", "5/2024"), or null.
 *
 * A month without its year is null: it may come round again. So is a day whose order (1/2/2024) is anybody's guess.
 */
export function dateIn(tick: number | string): number | null {
  const text = String(tick).trim().toLowerCase();
  const iso = /^(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?$/.exec(text);
  if (iso) return at(Number(iso[1]), iso[2] === undefined ? 1 : Number(iso[2]), Number(iso[3] ?? 1));
  const named = /^(?:(\d{1,2})\.?\s+)?([a-z]{3})[a-z]*\.?,?\s+(?:(\d{1,2}),?\s+)?'?(\d{4}|\d{2})$/.exec(text);
  if (named) {
    const month = months.indexOf(named[2] ?? '') + 1;
    return month === 0 ? null : at(fullYear(named[4] ?? ''), month, Number(named[1] ?? named[3] ?? 1));
  }
  const quarter = /^q([1-4])[\s/-]*'?(\d{4}|\d{2})$/.exec(text);
  if (quarter) return at(fullYear(quarter[2] ?? ''), Number(quarter[1]) * 3 - 2, 1);
  const numbered = /^(\d{1,2})[/.](\d{4})$/.exec(text);
  return numbered ? at(Number(numbered[2]), Number(numbered[1]), 1) : null;
}

function at(year: number, month: number, day: number): number | null {
  if (month < 1 || month > 12 || day < 1 || day > 31) return null;
  return year + (month - 1) / 12 + (day - 1) / 372;
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length > 2) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}
