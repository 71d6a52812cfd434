import { describe, expect, test } from 'vitest';
import { killSuite, onFleet, outageSuite, randomSuite } from './suites.ts';

/** What one boundary each, a few outages and a minute of random deaths can show within two and a half minutes. */
// Its promises hang on seconds that a busy machine does not keep.
const isWanted = process.env.SNAPRUN_SLOWEST === '1';

describe.skipIf(!isWanted)('the fleet, seen from outside (skipped unless SNAPRUN_SLOWEST=1)', () => {
  test('keeps its promises when workers die at the boundaries of its steps', async () => {
    const { text, violations } = await onFleet({ workers: 3 }, (fleet) => killSuite(fleet, 1, 50_000));
    expect(violations, text).toEqual([]);
  }, 170_000);

  test('loses nothing and does nothing twice when workers die at random', async () => {
    const { text, violations } = await onFleet({ workers: 4 }, (fleet) =>
      randomSuite(fleet, 25, 20_000, 4_000),
    );
    expect(violations, text).toEqual([]);
  }, 170_000);

  test('waits for Postgres, storage and models, and goes on', async () => {
    const some = ['Postgres stops and starts', 'storage down', 'models down'];
    const { text, violations } = await onFleet({ workers: 2, modelMs: 100 }, (fleet) =>
      outageSuite(fleet, ({ name }) => some.includes(name), 4_000),
    );
    expect(violations, text).toEqual([]);
  }, 170_000);
});
