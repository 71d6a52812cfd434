/** Each found object is tried against the schema; more than this are not meant as an answer. */
const maxObjects = 20;

export type ParsedJson = { ok: true; values: unknown[] } | { ok: false; kind: 'no_json' | 'broken_json' };

/**
 * The JSON objects of a text, the longest first: the text itself, or those that stand in fences or between words.
 *
 * `NaN` and `Infinity`, which Python's printer of JSON writes, are read as null. Of duplicate keys the last counts, as
 * for every reader in JavaScript; nobody else reads the text again.
 */
export function parseJson(text: string): ParsedJson {
  const pieces = objects(text).sort((a, b) => b.length - a.length);
  if (pieces.length === 0) return { ok: false, kind: text.includes('{') ? 'broken_json' : 'no_json' };
  const values = pieces.map(parseLeniently).filter((value) => value !== undefined);
  return values.length === 0 ? { ok: false, kind: 'broken_json' } : { ok: true, values };
}

/** Stretches from a brace to the one that closes it, outermost ones, found in one pass. */
function objects(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length && found.length < maxObjects; at += 1) {
    const character = text[at];
    if (character === '"' && depth > 0) at = endOfString(text, at);
    else if (character === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) found.push(text.slice(start, at + 1));
    }
  }
  return found;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function parseLeniently(text: string): unknown {
  return parse(text) ?? parse(text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, nullForNumber));
}

function nullForNumber(piece: string): string {
  return piece.startsWith('"') ? piece : 'null';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // models write broken JSON; the caller asks again
  }
}
