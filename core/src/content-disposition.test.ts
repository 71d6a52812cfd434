import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contentDisposition } from './content-disposition.ts';

/** RFC 6266 with a quoted string without escapes, and RFC 8187's extended value: nothing else may be in the header. */
const grammar =
  /^(inline|attachment); filename="([\x20-\x21\x23-\x5b\x5d-\x7e]*)"; filename\*=UTF-8''((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})*)$/;

const disposition = fc.constantFrom('inline' as const, 'attachment' as const);
const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom(
      '"',
      '\\',
      '%',
      "'",
      '*',
      ';',
      '=',
      '\r',
      '\n',
      '\0',
      'ä',
      '\ud800',
      '😀',
      '2',
      'f',
    ),
  }),
);

describe('a content disposition', () => {
  test('follows the grammar for every name, and tells it whole', () => {
    fc.assert(
      fc.property(disposition, names, (kind, name) => {
        const [, saidKind, plain, extended] = grammar.exec(contentDisposition(kind, name)) ?? [];
        expect(saidKind).toBe(kind);
        expect(decodeURIComponent(extended ?? '%')).toBe(name.toWellFormed());
        // What an old client sees: as long as the name, with a stand-in for what it could not read.
        expect(plain).toHaveLength(name.length);
      }),
    );
  });

  test('can be set as a header, whatever the name', () => {
    fc.assert(
      fc.property(disposition, names, (kind, name) => {
        const value = contentDisposition(kind, name);
        expect(new Headers({ 'content-disposition': value }).get('content-disposition')).toBe(value);
      }),
    );
  });
});
