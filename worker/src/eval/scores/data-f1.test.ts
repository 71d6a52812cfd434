import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../pictures/seeded-random.ts';
import { makeTruth } from '../pictures/truth/make-truth.ts';
import { type PictureKind, pictureKinds, type Truth, truthOf } from '../pictures/truth/truth.ts';
import { categoryAxis, linearAxis, logAxis } from '../pictures/truth/value-axis.ts';
import { dataF1 } from './data-f1.ts';
import type { ProducedSeries } from './produced.ts';

type Values = Record<string, number>;
const pointsOf = (values: Values) => Object.entries(values).map(([x, y]) => ({ x, y }));
const made = (name: string | null, points: { x: string | number; y: number }[]): ProducedSeries => ({
  name,
  points: points.map((point) => ({ ...point, confidence: null })),
});

/** An axis from 0 to 100: 5 % are five units, 1 % is one. */
const hundred = linearAxis(null, null, [100], true);

function bars(kind: PictureKind, ...series: [string | null, Values][]): Truth {
  const labels = Object.keys(series[0]?.[1] ?? {});
  const axes = { x: categoryAxis(null, labels), y: hundred };
  return truthOf(
    kind,
    null,
    axes,
    series.map(([name, values]) => ({ name, points: pointsOf(values) })),
  );
}

function measured(kind: 'line' | 'scatter', points: { x: number; y: number }[], y = hundred): Truth {
  return truthOf(kind, null, { x: linearAxis(null, null, [0, 10], true), y }, [{ name: null, points }]);
}

describe('Data-F1', () => {
  test('two of three bars within 5 % are two thirds of everything', () => {
    const truth = bars('bar', [null, { A: 10, B: 50, C: 90 }]);
    const given = [made('Units', pointsOf({ A: 14.9, B: 50, C: 80 }))];
    const { precision, recall, f1, right } = dataF1(truth, given, 0.05);
    expect([precision, recall, f1]).toEqual([2 / 3, 2 / 3, 2 / 3]);
    expect(right).toEqual([[true, true, false]]);
    expect(dataF1(truth, given, 0.01).recall).toBeCloseTo(1 / 3);
  });

  test('a value exactly at the tolerance agrees', () => {
    const truth = bars('bar', [null, { A: 15.4 }]);
    expect(dataF1(truth, [made(null, pointsOf({ A: 20.4 }))], 0.05).f1).toBe(1);
  });

  test('what was invented lowers precision, what is missing lowers recall', () => {
    const truth = bars('bar', [null, { A: 10, B: 20 }]);
    expect(dataF1(truth, [made(null, pointsOf({ A: 10, B: 20, C: 30, D: 40 }))], 0.05)).toMatchObject({
      precision: 0.5,
      recall: 1,
    });
    expect(dataF1(truth, [made(null, pointsOf({ A: 10 }))], 0.05)).toMatchObject({
      precision: 1,
      recall: 0.5,
    });
    expect(dataF1(truth, [], 0.05)).toMatchObject({ precision: 0, recall: 0, f1: 0 });
  });

  test('series belong together by their points, whatever they are called and in any order', () => {
    const truth = bars('grouped_bar', ['North', { A: 10, B: 20 }], ['South', { A: 60, B: 80 }]);
    const given = [
      made('Series 1', pointsOf({ A: 60, B: 80 })),
      made('Series 2', pointsOf({ A: 10, B: 20 })),
    ];
    expect(dataF1(truth, given, 0.01).f1).toBe(1);
  });

  test('values on the wrong label are wrong', () => {
    const truth = bars('bar', [null, { Apples: 10, Pears: 50 }]);
    expect(dataF1(truth, [made(null, pointsOf({ Apples: 50, Pears: 10 }))], 0.05).f1).toBe(0);
  });

  test('a line may be sampled elsewhere', () => {
    const truth = measured('line', [
      { x: 0, y: 0 },
      { x: 10, y: 100 },
    ]);
    const between = made(
      null,
      [0, 2.5, 5, 10].map((x) => ({ x, y: x * 10 })),
    );
    expect(dataF1(truth, [between], 0.01).f1).toBe(1);
    // Half of the line is missing: one of the two ends, while all that was read lies on it.
    expect(
      dataF1(
        truth,
        [
          made(null, [
            { x: 0, y: 0 },
            { x: 5, y: 50 },
          ]),
        ],
        0.01,
      ),
    ).toMatchObject({
      precision: 1,
      recall: 0.5,
    });
  });

  test('on a log axis the tolerance is a share of its decades', () => {
    const axis = logAxis(null, null, [1, 100_000]);
    const truth = measured(
      'line',
      [
        { x: 0, y: 10 },
        { x: 10, y: 1000 },
      ],
      axis,
    );
    // A twentieth of five decades is a quarter of one: a factor of 1.78.
    expect(
      dataF1(
        truth,
        [
          made(null, [
            { x: 0, y: 17 },
            { x: 10, y: 1000 },
          ]),
        ],
        0.05,
      ).recall,
    ).toBe(1);
    expect(
      dataF1(
        truth,
        [
          made(null, [
            { x: 0, y: 18 },
            { x: 10, y: 1000 },
          ]),
        ],
        0.05,
      ).recall,
    ).toBe(0.5);
  });

  test('a scattered point must be near in both directions and serves once', () => {
    const truth = measured('scatter', [
      { x: 1, y: 10 },
      { x: 1.1, y: 11 },
    ]);
    expect(dataF1(truth, [made(null, [{ x: 1, y: 10 }])], 0.05)).toMatchObject({ precision: 1, recall: 0.5 });
    expect(dataF1(truth, [made(null, [{ x: 3, y: 10 }])], 0.05).f1).toBe(0);
  });

  test('slices are compared as shares of their sum', () => {
    const points = pointsOf({ A: 25, B: 75 });
    const truth = truthOf('pie', null, { x: null, y: null }, [{ name: null, points }]);
    expect(dataF1(truth, [made(null, pointsOf({ A: 1, B: 3 }))], 0.01).f1).toBe(1);
  });

  test('bins belong together when their middles are less than half a bin apart', () => {
    const points = [
      { x: 5, y: 50 },
      { x: 15, y: 80 },
    ];
    const truth = truthOf('histogram', null, { x: hundred, y: hundred }, [{ name: null, points }]);
    expect(
      dataF1(
        truth,
        [
          made(null, [
            { x: 7, y: 50 },
            { x: 13, y: 80 },
          ]),
        ],
        0.05,
      ).f1,
    ).toBe(1);
    expect(dataF1(truth, [made(null, [{ x: 10, y: 50 }])], 0.05).f1).toBe(0);
  });

  test('an empty bin is nothing to see and counts on neither side', () => {
    const points = [
      { x: 5, y: 0 },
      { x: 15, y: 80 },
    ];
    const truth = truthOf('histogram', null, { x: hundred, y: hundred }, [{ name: null, points }]);
    expect(dataF1(truth, [made(null, [{ x: 15, y: 80 }])], 0.05).f1).toBe(1);
    expect(
      dataF1(
        truth,
        [
          made(null, [
            { x: 15, y: 80 },
            { x: 25, y: 0 },
          ]),
        ],
        0.05,
      ).f1,
    ).toBe(1);
    expect(
      dataF1(
        truth,
        [
          made(null, [
            { x: 15, y: 80 },
            { x: 25, y: 9 },
          ]),
        ],
        0.05,
      ).precision,
    ).toBe(0.5);
  });

  test('boxes may be given as a series a category', () => {
    const truth = bars(
      'box',
      ['min', { A: 1 }],
      ['q1', { A: 20 }],
      ['median', { A: 30 }],
      ['q3', { A: 45 }],
      ['max', { A: 90 }],
    );
    const numbers = { minimum: 1, Q1: 20, median: 30, Q3: 45, maximum: 90 };
    expect(dataF1(truth, [made('A', pointsOf(numbers))], 0.01).f1).toBe(1);
    const quarters = bars(
      'box',
      ...Object.keys(numbers).map((name): [string, Values] => [name, { Q1: 5, Q3: 90 }]),
    );
    const asRead = Object.keys(numbers).map((name) => made(name, pointsOf({ Q1: 5, Q3: 90 })));
    expect(dataF1(quarters, asRead, 0.01).f1).toBe(1);
    const byName = Object.entries(numbers).map(([name, y]) => made(name, [{ x: 'A', y }]));
    expect(dataF1(truth, byName, 0.01).f1).toBe(1);
  });

  const seeds = fc.integer({ min: 0, max: 100_000 });
  const charts = fc.constantFrom(...pictureKinds.filter((kind) => kind !== 'table'));
  const perfect = (truth: Truth) =>
    truth.series.map(({ name, points }) =>
      made(
        name,
        points.map(({ x, y }) => ({ x, y: y ?? 0 })),
      ),
    );

  test('the truth itself scores 1 in any order of series and points', () => {
    fc.assert(
      fc.property(charts, seeds, (kind, seed) => {
        const truth = makeTruth(kind, seededRandom(`property/${seed}`));
        const turned = perfect(truth)
          .map((one) => ({ ...one, points: one.points.toReversed() }))
          .toReversed();
        expect(dataF1(truth, turned, 0.01).f1).toBe(1);
      }),
      { numRuns: 150 },
    );
  });

  test('nothing scores more within 1 % than within 5 %, or outside of 0 to 1', () => {
    fc.assert(
      fc.property(charts, seeds, fc.integer({ min: 1, max: 99 }), (kind, seed, noise) => {
        const truth = makeTruth(kind, seededRandom(`property/${seed}`));
        const random = seededRandom(`noise/${noise}`);
        const given = perfect(truth).map((one) => ({
          ...one,
          points: one.points.map((point) => ({ ...point, y: point.y * random.real(0.9, 1.1) })),
        }));
        const [loose, strict] = [dataF1(truth, given, 0.05), dataF1(truth, given, 0.01)];
        expect(strict.f1).toBeLessThanOrEqual(loose.f1 + 1e-12);
        for (const value of [loose.precision, loose.recall, loose.f1]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 150 },
    );
  });
});
