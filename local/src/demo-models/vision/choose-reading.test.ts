import { expect, test } from 'vitest';
import { chooseReading } from './choose-reading.ts';

const read = (text: string, confidence: number) => ({ text, confidence });

test('what both read is surer than either', () => {
  expect(chooseReading(read('New York', 0.4), read('NewYork', 0.6))).toEqual(read('New York', 0.95));
});

test('the network is followed where it is sure or tesseract read nothing, and never quite believed', () => {
  expect(chooseReading(read('31.255', 0.96), read('31,255', 1))).toEqual(read('31,255', 0.85));
  expect(chooseReading(read('Madnd', 0.8), read('Madrid', 0.75))).toEqual(read('Madrid', 0.75));
  expect(chooseReading(read('', 0), read('Total', 0.5))).toEqual(read('Total', 0.5));
});

test('tesseract stands, less sure, where the network is worse or saw nothing', () => {
  expect(chooseReading(read('Oslo', 0.8), read('0sl', 0.4))).toEqual(read('Oslo', 0.8 * 0.7));
  expect(chooseReading(read('Q2', 0.9), read('QN', 0.88))).toEqual(read('Q2', 0.9 * 0.7));
  expect(chooseReading(read('7', 0.9), read('', 0))).toEqual(read('7', 0.9));
});
