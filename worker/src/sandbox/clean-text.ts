/**
 * A string that any store and any JSON takes: no NUL (Postgres refuses it), no half of a surrogate pair.
 */
export function cleanText(text: string, longest = Number.POSITIVE_INFINITY): string {
  const short = text.length > longest ? text.slice(0, longest) : text;
  return short.replaceAll('\0', '\uFFFD').toWellFormed();
}

const deepest = 20;

/** `cleanText` for every string inside a parsed JSON value, keys included; what is nested too deep becomes null. */
export function cleanJson(value: unknown, depth = 0): unknown {
  if (depth > deepest) return null;
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map((inner) => cleanJson(inner, depth + 1));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [cleanText(key), cleanJson(inner, depth + 1)]),
  );
}
