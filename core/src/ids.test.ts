import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type IdKind, idPrefixes, idSchema, newId } from './ids.ts';

const kinds = Object.keys(idPrefixes) as IdKind[];

describe('ids', () => {
  test('are of their own kind and of no other', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.constantFrom(...kinds), (kind, other) => {
        expect(idSchema(other).safeParse(newId(kind)).success).toBe(kind === other);
      }),
    );
  });

  test('are never the same twice, spell no word and hold nothing that an address or a key would have to escape', () => {
    const ids = Array.from({ length: 10_000 }, () => newId('job'));
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^job_[2-9b-df-hj-km-np-tv-z]{20}$/);
  });

  test('with anything before, after or between are none', () => {
    const text = fc.string({ minLength: 1, unit: 'binary' });
    fc.assert(
      fc.property(text, fc.nat({ max: 24 }), (more, at) => {
        const id = newId('file');
        const longer = id.slice(0, at) + more + id.slice(at);
        expect(idSchema('file').safeParse(longer).success).toBe(false);
      }),
    );
  });
});
