import type { ReadText, TextKind } from './ocr.ts';

const latin = /^[\x20-\x7e€£°–—×²³µé]$/u;
const numeric = /^[0-9.,\-−–+%$€£KMBkm ]$/u;

/** The numbers of the characters that a text of a kind may hold; 0, for no character, is always among them. */
export function allowedCharacters(alphabet: readonly string[], kind: TextKind): number[] {
  const wanted = kind === 'number' ? numeric : latin;
  return alphabet.flatMap((character, at) => (at === 0 || wanted.test(character) ? [at] : []));
}

/**
 * The text of a line from the scores of each place for each character (connectionist temporal classification, Graves et al. 2006,
 * read greedily): equal neighbours are one character, and number 0 separates. The confidence is the mean over its characters.
 */
export function decodeLine(
  scores: Float32Array,
  alphabet: readonly string[],
  allowed: readonly number[],
): ReadText {
  const characters: string[] = [];
  let sum = 0;
  let last = 0;
  for (let place = 0; place < scores.length; place += alphabet.length) {
    const score = (at: number) => scores[place + at] ?? 0;
    const best = allowed.reduce((most, at) => (score(at) > score(most) ? at : most), 0);
    if (best !== 0 && best !== last) {
      characters.push(alphabet[best] ?? '');
      sum += score(best);
    }
    last = best;
  }
  const text = characters.join('').replace(/\s+/g, ' ').trim();
  return { text, confidence: text === '' ? 0 : sum / characters.length };
}
