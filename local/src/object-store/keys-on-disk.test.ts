import { basename, dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketFolder, objectPath } from './keys-on-disk.ts';
import { checkBucketName, checkKey } from './names.ts';

const directory = '/data/objects';
const anyKey = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2000 }),
  fc
    .array(fc.oneof(fc.constantFrom('..', '.', '/', '\\', '\0', '~', 'C:', 'NUL', '%2e%2e'), fc.string()), {
      maxLength: 40,
    })
    .map((parts) => parts.join('/')),
);

describe('an object', () => {
  test('lies in the folder of its bucket, two levels down, whatever its key', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        fc.pre(key.isWellFormed());
        const path = relative(bucketFolder(directory, 'bucket'), objectPath(directory, 'bucket', key));
        expect(path).toMatch(/^[0-9a-f]{2}\/[0-9a-f]{64}$/);
        expect(basename(path).startsWith(dirname(path))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  test('has a place of its own: different keys never share one', () => {
    fc.assert(
      fc.property(anyKey, anyKey, (a, b) => {
        fc.pre(a !== b && a.isWellFormed() && b.isWellFormed());
        expect(objectPath(directory, 'bucket', a)).not.toBe(objectPath(directory, 'bucket', b));
      }),
      { numRuns: 1000 },
    );
  });

  test('with half a character in its key has no place', () => {
    expect(() => objectPath(directory, 'bucket', 'a\ud800')).toThrow(TypeError);
  });
});

describe('a name', () => {
  test('that is allowed for a bucket is one folder', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9./-]{1,70}$/)), (name) => {
        if (isAllowed(() => checkBucketName(name)))
          expect(dirname(bucketFolder(directory, name))).toBe(join(directory, 'buckets'));
      }),
      { numRuns: 2000 },
    );
  });

  test('that is allowed for an object climbs nowhere, even where keys become paths', () => {
    fc.assert(
      fc.property(anyKey, (key) => {
        if (isAllowed(() => checkKey(key))) expect(join('/root', key).startsWith('/root/')).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

function isAllowed(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    // Refused names are what the properties above are not about.
    return false;
  }
}
