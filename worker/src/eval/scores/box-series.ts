import { boxNumbers } from '../pictures/truth/truth.ts';
import { normalised } from './labels.ts';
import type { ProducedSeries } from './produced.ts';

const synonyms: Record<string, (typeof boxNumbers)[number]> = {
  min: 'min',
  minimum: 'min',
  low: 'min',
  'lower whisker': 'min',
  whislo: 'min',
  q1: 'q1',
  '25%': 'q1',
  'first quartile': 'q1',
  'lower quartile': 'q1',
  median: 'median',
  med: 'median',
  q2: 'median',
  '50%': 'median',
  q3: 'q3',
  '75%': 'q3',
  'third quartile': 'q3',
  'upper quartile': 'q3',
  max: 'max',
  maximum: 'max',
  high: 'max',
  'upper whisker': 'max',
  whishi: 'max',
};

function numberNamed(text: string | number | null): (typeof boxNumbers)[number] | null {
  return synonyms[normalised(String(text ?? '')).replaceAll('_', ' ')] ?? null;
}

/** Boxes given as one series a category, five points each, turned into one series a number; null when they are not. */
export function boxesByNumber(given: readonly ProducedSeries[]): ProducedSeries[] | null {
  // Q1 and Q3 may be quarters of a year: what the series are called decides first.
  const isNamed = given.some(({ name }) => numberNamed(name) !== null);
  const isTurned =
    !isNamed &&
    given.length > 0 &&
    given.every(({ points }) => points.every(({ x }) => numberNamed(x) !== null));
  if (isTurned)
    return boxNumbers.map((name) => ({
      name,
      points: given.flatMap((series) =>
        series.points
          .filter(({ x }) => numberNamed(x) === name)
          .map(({ y, confidence }) => ({ x: series.name ?? '', y, confidence })),
      ),
    }));
  const named = given.map((series) => ({ ...series, name: numberNamed(series.name) ?? series.name }));
  return named.some(({ name }, i) => name !== given[i]?.name) ? named : null;
}
