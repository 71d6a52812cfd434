/**
 * How many tokens a text is, estimated the way a 7B model's tokenizer splits: a digit or a foreign character is one,
 * a word is one per six letters, punctuation pairs up, a single space belongs to the next word. JSON full of numbers
 * comes to about two characters a token, prose to about four and a half.
 */
export function countTokens(text: string): number {
  let count = 0;
  for (const [piece] of text.matchAll(pieces)) count += cost(piece);
  return count;
}

/** The longest start of a text that is at most `limit` tokens, cut between pieces. */
export function cutToTokens(text: string, limit: number): string {
  let count = 0;
  for (const match of text.matchAll(pieces)) {
    count += cost(match[0]);
    if (count > limit) return text.slice(0, match.index);
  }
  return text;
}

/** Twelve letters at most, so that a cut is never far from the limit. */
const pieces = /[A-Za-z]{1,12}|\d|\s{1,16}|[!-/:-@[-`{-~]{1,2}|./gsu;

function cost(piece: string): number {
  if (piece === ' ') return 0;
  return /^[A-Za-z]/.test(piece) ? Math.ceil(piece.length / 6) : 1;
}

/** Tokens of a picture for Qwen2.5-VL: one for each 28 × 28 patch, at least 4 and at most 16,384. */
export function countPictureTokens(width: number, height: number): number {
  const patches = (side: number) => Math.max(1, Math.round(side / 28));
  return Math.min(16_384, Math.max(4, patches(width) * patches(height)));
}
