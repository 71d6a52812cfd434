import { describe, expect, test } from 'vitest';
import { asksQuestion, asksToLook, otherLanguage } from './wishes.ts';

describe('a follow-up', () => {
  test.each([
    'Look at the picture again',
    'please read the chart again, Q2 is 15',
    'you misread the third bar',
    'You read Q2 wrong',
    're-read it',
    'check the values once more',
  ])('"%s" has the picture read anew', (instruction) => {
    expect(asksToLook(instruction)).toBe(true);
  });

  test.each([
    'make it look nicer',
    'as CSV',
    'only 2024',
    'draw it again in red',
    'a picture of the sea',
    'make it easier to read',
  ])('"%s" does not', (instruction) => {
    expect(asksToLook(instruction)).toBe(false);
  });

  test.each([
    'Which grew fastest?',
    'solve it',
    'Please count the coins',
    'what are the dominant colours',
    'and now: how many are above 10?',
    'Can you tell me which is highest?',
    'the total?',
  ])('"%s" wants words', (instruction) => {
    expect(asksQuestion(instruction)).toBe(true);
  });

  test.each(['as CSV', 'Could you make it a line chart?', 'How about a pie?', 'show the top 3', 'only 2024'])(
    '"%s" wants a change',
    (instruction) => {
      expect(asksQuestion(instruction)).toBe(false);
    },
  );

  test.each([
    ['write it in R', 'R'],
    ['Now in R, please', 'R'],
    ['as JavaScript code', 'JavaScript'],
    ['rewrite this using D3.js', 'JavaScript'],
    ['do it with ggplot2', 'R'],
    ['translate to C++', 'C++'],
    ['give me a C program', 'C'],
    ['use Python', null],
    ['show the range in red', null],
    ['Only the bars in Rural areas', null],
    ['Go to a log scale', null],
    ['in Region C', null],
    ['a rust coloured line', null],
  ])('"%s" names %s', (instruction, language) => {
    expect(otherLanguage(instruction)).toBe(language);
  });
});
