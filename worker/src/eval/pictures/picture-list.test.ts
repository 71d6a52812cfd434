import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { planPicture } from './draw-picture.ts';
import { looks } from './look.ts';
import { generatorVersion, listPictures, picturesPerKind } from './picture-list.ts';
import { producers, producersOf } from './producers/producer.ts';
import { pictureKinds } from './truth/truth.ts';

const dev = listPictures('dev', 1);

test('there are twenty pictures of every kind, in every style, by every producer that can', () => {
  for (const kind of pictureKinds) {
    const own = dev.filter((order) => order.kind === kind);
    expect(own).toHaveLength(picturesPerKind);
    for (const group of looks) {
      const drawn = own.filter((order) => order.group === group);
      expect(drawn.length).toBeGreaterThanOrEqual(6);
      expect(new Set(drawn.map(({ producer }) => producer))).toEqual(new Set(producersOf[kind]));
    }
  }
  expect(new Set(dev.map(({ producer }) => producer))).toEqual(new Set(producers));
});

test('no picture of one set or seed is made from the seed of another', () => {
  const all = [...dev, ...listPictures('test', 1), ...listPictures('golden', 1), ...listPictures('dev', 2)];
  expect(new Set(all.map(({ seed }) => seed)).size).toBe(all.length);
});

test('the golden set is small, and a limit takes a mixture', () => {
  expect(listPictures('golden', 1).length).toBeLessThanOrEqual(12);
  const few = listPictures('dev', 1, pictureKinds, 20);
  expect(few).toHaveLength(20);
  expect(new Set(few.map(({ kind }) => kind)).size).toBe(pictureKinds.length);
  expect(new Set(few.map(({ group }) => group)).size).toBe(looks.length);
});

test('ids name one picture each', () => {
  expect(new Set(dev.map(({ id }) => id)).size).toBe(dev.length);
  expect(listPictures('dev', 1, ['pie'], 1)[0]?.id).toMatch(/^dev-pie-01-/);
});

test('truths and looks that change come with a new version of the generator', () => {
  const plans = [...dev, ...listPictures('golden', 1)].map(planPicture);
  const digest = createHash('sha256').update(JSON.stringify(plans)).digest('hex').slice(0, 16);
  // After a deliberate change: raise generatorVersion, then write both here.
  expect({ generatorVersion, digest }).toEqual({ generatorVersion: 4, digest: '2cdf7786a2726dde' });
});
