import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { prompt, promptVersions } from './prompt.ts';

test('every prompt has a version, and none shows it to a model', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.md'));
  expect(promptVersions()).toHaveLength(files.length);
  for (const [name = '', version] of promptVersions().map((one) => one.split('@'))) {
    expect(Number(version), name).toBeGreaterThan(0);
    const values = { more: '', state: '{}', legal: 'finish' };
    expect(prompt(name, values)).not.toMatch(/version \d|<!--/);
  }
});

test('a prompt without a value for a name throws', () => {
  expect(() => prompt('reason', {})).toThrow('The prompt reason needs a value for');
});

test('the words of a version do not change: new words, new number, new line here', () => {
  const hash = (name: string) => createHash('sha256').update(prompt(name)).digest('hex').slice(0, 12);
  const pinned = [
    'code-system',
    'code-follow-up',
    'code-question',
    'code-repair',
    'code-edited',
    'code-python-only',
  ];
  const versions = Object.fromEntries(promptVersions().map((one) => one.split('@') as [string, string]));
  expect(pinned.map((name) => `${name}@${versions[name]} ${hash(name)}`)).toMatchInlineSnapshot(`
    [
      "code-system@1 5c422471e5b9",
      "code-follow-up@1 597ab70d6568",
      "code-question@1 d424628d4e9e",
      "code-repair@1 785ae213ed35",
      "code-edited@1 2e5825c2d1c5",
      "code-python-only@1 d3358f497b73",
    ]
  `);
});
