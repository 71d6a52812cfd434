import { expect, test } from 'vitest';
import { z } from 'zod';
import { parseConfig } from './config.ts';

const schema = z.object({ KEY: z.string().min(4).optional() });
const files = (content: Record<string, string>) => (path: string) => {
  const text = content[path];
  if (text === undefined) throw new Error('no such file');
  return text;
};

test('a secret may be the content of a file, without the line break at its end', () => {
  expect(parseConfig(schema, { KEY_FILE: '/key' }, files({ '/key': 'secret\n' }))).toEqual({ KEY: 'secret' });
});

test('an empty file counts as not set, as an empty value does', () => {
  expect(parseConfig(schema, { KEY_FILE: '/key' }, files({ '/key': '\n' }))).toEqual({});
  expect(parseConfig(schema, { KEY: '' })).toEqual({});
});

test('a file that cannot be read is named with its path', () => {
  expect(() => parseConfig(schema, { KEY_FILE: '/nowhere' }, files({}))).toThrow(
    /KEY_FILE: the file \/nowhere/,
  );
});
