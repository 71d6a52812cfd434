import { afterEach, describe, expect, test } from 'vitest';
import { executionWords, statusFilters, verdictOf } from '../words.ts';
import { german } from './de/text.ts';
import { english } from './en/text.ts';
import { readLanguageFrom } from './language.ts';
import { loadText, text } from './text.ts';

afterEach(() => readLanguageFrom(() => undefined));

/** Every leaf with its path; a function is called with what stands for a name or a number. */
function sentences(words: object, path = ''): [string, string][] {
  return Object.entries(words).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'function') return [[`${path}${key}`, String(value(2, 2, 2))]];
    return typeof value === 'string' ? [[`${path}${key}`, value]] : sentences(value, `${path}${key}.`);
  });
}

describe('the catalogue', () => {
  test('has the same entries in both languages, and none of them is empty', () => {
    const [en, de] = [sentences(english), sentences(german)];
    expect(de.map(([path]) => path)).toEqual(en.map(([path]) => path));
    const underWay = /^verdicts\.underWay\..*\.meaning$/;
    expect([...en, ...de].filter(([path, words]) => !words && !underWay.test(path))).toEqual([]);
  });

  test('is translated: few sentences are the same in both', () => {
    const de = new Map(sentences(german));
    const same = sentences(english).filter(([path, words]) => words.includes(' ') && de.get(path) === words);
    expect(same).toEqual([]);
  });

  test('speaks the language of the request, also where it was imported before', async () => {
    await loadText('de');
    expect(text.shell.skip).toBe(english.shell.skip);
    readLanguageFrom(() => 'de-AT');
    expect(text.shell.skip).toBe(german.shell.skip);
    expect(executionWords.ok).toBe(german.executions.ok);
    expect([...statusFilters].map(([, label]) => label)).toContain(german.statusFilters.failed);
    expect(verdictOf({ status: 'succeeded', outcome: 'reproduced' }).short).toBe(
      german.verdicts.ended.reproduced.short,
    );
  });
});
