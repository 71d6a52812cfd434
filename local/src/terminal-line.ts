import { stripVTControlCharacters } from 'node:util';

/** One line that only shows something: what a program or a model wrote may hold orders to the terminal that reads it. */
export function terminalLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/gu, '');
}
