import type { Random } from '../seeded-random.ts';
import { type Truth, truthOf } from './truth.ts';
import { categoryAxis, linearAxis, logAxis, threeDigits } from './value-axis.ts';
import { axisTitle, categorySets, measures, seriesNames } from './words.ts';

/** One to five lines over years, months, dates or a measured axis; they may cross, a few on a log axis. */
export function lineChart(random: Random): Truth {
  const measure = random.pick(measures);
  const along = positions(random);
  const count = random.pick([1, 1, 2, 2, 3, 3, 4, 5]);
  const isLog = random.chance(0.12);
  const names = count === 1 ? [null] : random.pick(seriesNames).slice(0, count);
  const series = names.map((name) => ({
    name,
    points: walk(random, along.xs.length, measure.least, measure.most, isLog).map((y, i) => ({
      x: along.xs[i] ?? i,
      y,
    })),
  }));
  const values = series.flatMap(({ points }) => points.map(({ y }) => y));
  const y = isLog
    ? logAxis(axisTitle(measure), measure.unit, values)
    : linearAxis(axisTitle(measure), measure.unit, values, random.chance(0.6));
  const title = random.chance(0.9) ? `${measure.name} over time` : null;
  return truthOf('line', title, { x: along.axis, y }, series);
}

export function positions(random: Random) {
  const kind = random.pick(['years', 'years', 'months', 'dates', 'numbers'] as const);
  const label = random.chance(0.7);
  if (kind === 'months') {
    const { name, labels } = categorySets[0] ?? { name: 'Month', labels: [] };
    const xs = labels.slice(0, random.whole(5, 12));
    return { xs: xs as (string | number)[], axis: categoryAxis(label ? name : null, xs) };
  }
  if (kind === 'dates') {
    const year = random.whole(2015, 2024);
    const xs = Array.from(
      { length: random.whole(6, 12) },
      (_, i) => `${year}-${String(i + 1).padStart(2, '0')}`,
    );
    const axis = { ...categoryAxis(label ? 'Date' : null, xs), scale: 'date' as const };
    return { xs: xs as (string | number)[], axis };
  }
  if (kind === 'years') {
    const from = random.whole(1990, 2012);
    const xs = Array.from({ length: random.whole(5, 13) }, (_, i) => from + i);
    return { xs: xs as (string | number)[], axis: wholeAxis(label ? 'Year' : null, xs) };
  }
  const step = random.pick([0.5, 1, 5, 10]);
  const xs = Array.from({ length: random.whole(6, 14) }, (_, i) => i * step);
  return { xs: xs as (string | number)[], axis: linearAxis(label ? 'Distance (km)' : null, 'km', xs, true) };
}

function wholeAxis(label: string | null, xs: readonly number[]) {
  const [min = 0, max = 1] = [xs[0], xs.at(-1)];
  const step = xs.length > 9 ? 2 : 1;
  const ticks = xs.filter((_, i) => i % step === 0);
  return { label, unit: null, scale: 'linear' as const, min, max, ticks };
}

/** A path that wanders between two values. */
export function walk(random: Random, count: number, least: number, most: number, isLog = false): number[] {
  const range = most - least;
  let at = random.real(least + range * 0.1, most - range * 0.1);
  const drift = random.real(-0.06, 0.06) * range;
  return Array.from({ length: count }, () => {
    const here = at;
    at = Math.min(most, Math.max(least, at + drift + random.normal() * range * 0.09));
    return threeDigits(isLog ? least * 10 ** ((3 * (here - least)) / range) : here);
  });
}
