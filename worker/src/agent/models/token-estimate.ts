/**
 * About how many tokens a text is, on the high side: a digit is one, a word one per four letters, marks and signs one
 * each. JSON full of numbers comes to two characters a token, as it does where tokenizers split digits.
 */
export function estimateTokens(text: string): number {
  let count = 0;
  for (const [piece] of text.matchAll(pieces)) {
    if (piece === ' ') continue;
    if (/^[A-Za-z]/.test(piece)) count += Math.ceil(piece.length / 4);
    // Outside of ASCII a character is often two or three byte tokens.
    else count += piece.charCodeAt(0) > 0x7f ? 2 : 1;
  }
  return count;
}

const pieces = /[A-Za-z]+|\s+|[^A-Za-z\s]/gu;
