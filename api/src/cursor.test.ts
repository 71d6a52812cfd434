import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';

/** Times as Postgres writes them: to the microsecond, in UTC. */
const times = fc
  .tuple(
    fc.date({ min: new Date('1970-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    fc.nat({ max: 999 }),
  )
  .map(([date, micro]) => date.toISOString().replace('Z', `${String(micro).padStart(3, '0')}Z`));
const kinds = fc.constantFrom('job' as const, 'notification' as const);

const refusedBy = (act: () => unknown): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof AppError ? error.code : String(error);
  }
};

describe('a cursor', () => {
  test('is read as it was written, to the microsecond, and needs no escaping in an address', () => {
    fc.assert(
      fc.property(kinds, times, (kind, time) => {
        const place = { time, id: newId(kind) };
        const cursor = writeCursor(place);
        expect(cursor).toMatch(/^[\w-]+$/);
        expect(readCursor(cursor, kind)).toEqual(place);
      }),
    );
  });

  test('of another kind of list is refused', () => {
    fc.assert(
      fc.property(times, (time) => {
        expect(refusedBy(() => readCursor(writeCursor({ time, id: newId('job') }), 'notification'))).toBe(
          'unprocessable',
        );
      }),
    );
  });

  test('that no list wrote is refused, or leads to a place that a list can have', () => {
    const bits = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64url'));
    const bent = fc.tuple(times, fc.nat({ max: 51 }), fc.string({ maxLength: 3 })).map(([time, at, text]) => {
      const written = Buffer.from(writeCursor({ time, id: newId('job') }), 'base64url').toString();
      return Buffer.from(written.slice(0, at) + text + written.slice(at + text.length)).toString('base64url');
    });
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), bits, bent), (cursor) => {
        const refused = refusedBy(() => {
          const place = readCursor(cursor, 'job');
          expect(readCursor(writeCursor(place), 'job')).toEqual(place);
          expect(place.time.slice(0, 23)).toBe(new Date(place.time).toISOString().slice(0, 23));
        });
        expect([undefined, 'unprocessable']).toContain(refused);
      }),
      { numRuns: 200 },
    );
  });
});
