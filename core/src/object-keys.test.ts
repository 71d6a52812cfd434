import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from './ids.ts';
import { objectKeys } from './object-keys.ts';

const ids = fc.array(
  fc.integer().map(() => ({ job: newId('job'), file: newId('file') })),
  { minLength: 2, maxLength: 6 },
);
const epochs = fc.array(fc.nat(), { minLength: 1, maxLength: 4 });

/** Every key that can be built of these ids. */
function allKeys(made: readonly { job: string; file: string }[], epochsOf: readonly number[]) {
  return made.flatMap(({ job, file }) => [
    { owner: file, key: objectKeys.input(file) },
    { owner: file, key: objectKeys.thumbnail(file) },
    ...[...new Set(epochsOf)].flatMap((epoch) => [
      { owner: job, key: objectKeys.prepared(job, epoch, 'input.png') },
      { owner: job, key: objectKeys.prepared(job, epoch, 'vision.png') },
      { owner: job, key: objectKeys.artifact(job, epoch, file) },
    ]),
  ]);
}

describe('object keys', () => {
  test('never meet, and need no escaping', () => {
    fc.assert(
      fc.property(ids, epochs, (made, epochsOf) => {
        const keys = allKeys(made, epochsOf).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const key of keys) expect(key).toMatch(/^[a-z0-9_]+(\/[a-z0-9_.]+)+$/);
        for (const key of keys) expect(key.split('/')).not.toContain('..');
      }),
    );
  });

  test('of a job lie below its own beginning and below nobody else’s, so that deleting one job takes what is its', () => {
    fc.assert(
      fc.property(ids, epochs, (made, epochsOf) => {
        for (const { owner, key } of allKeys(made, epochsOf))
          for (const { job } of made) expect(key.startsWith(objectKeys.job(job))).toBe(owner === job);
      }),
    );
  });
});
