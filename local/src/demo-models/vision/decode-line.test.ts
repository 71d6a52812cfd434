import { expect, test } from 'vitest';
import { allowedCharacters, decodeLine } from './decode-line.ts';

const alphabet = ['', '1', '中', '.', 'x', ' '];
const scores = (...places: (readonly [at: number, score: number])[]) => {
  const all = new Float32Array(places.length * alphabet.length);
  places.forEach(([at, score], place) => {
    all[place * alphabet.length + at] = score;
  });
  return all;
};

test('equal neighbours are one character unless nothing stands between them', () => {
  const line = scores([1, 1], [1, 1], [0, 1], [1, 0.5], [3, 0.9]);
  const { text, confidence } = decodeLine(line, alphabet, allowedCharacters(alphabet, 'any'));
  expect(text).toBe('11.');
  expect(confidence).toBeCloseTo(0.8);
});

test('characters that may not stand there are passed over', () => {
  expect(allowedCharacters(alphabet, 'any')).toEqual([0, 1, 3, 4, 5]);
  expect(allowedCharacters(alphabet, 'number')).toEqual([0, 1, 3, 5]);
  expect(decodeLine(scores([2, 1], [4, 1]), alphabet, allowedCharacters(alphabet, 'number'))).toEqual({
    text: '',
    confidence: 0,
  });
});
