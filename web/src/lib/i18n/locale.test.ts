import { describe, expect, test } from 'vitest';
import { chooseLanguage } from './locale.ts';

describe('chooseLanguage', () => {
  test.each([
    ['nothing is wished', undefined, null, 'en'],
    ['the first known wish', undefined, 'fr, de-AT;q=0.8, en;q=0.5', 'de-AT'],
    ['the heaviest wish', undefined, 'en;q=0.3, de;q=0.9', 'de'],
    ['no known wish', undefined, 'fr, ja;q=0.5', 'en'],
    ['a refused wish', undefined, 'de;q=0, en-GB;q=0.1', 'en-GB'],
    ['a choice over the wish', 'en', 'de-AT', 'en'],
    ['a choice with its region', 'de', 'en-US, de-CH;q=0.4', 'de-CH'],
    ['a choice that is none', 'xx', 'de', 'de'],
    ['a wish that is no language', undefined, '"><script>, de', 'de'],
    ['an odd spelling', undefined, 'DE-de', 'de-DE'],
  ])('%s', (_what, chosen, wish, spoken) => {
    expect(chooseLanguage(chosen, wish)).toBe(spoken);
  });
});
