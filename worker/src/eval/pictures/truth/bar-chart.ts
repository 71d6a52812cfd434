import type { Random } from '../seeded-random.ts';
import { type Truth, truthOf } from './truth.ts';
import { categoryAxis, linearAxis, threeDigits } from './value-axis.ts';
import { axisTitle, categories, measures, seriesNames } from './words.ts';

type BarKind = 'bar' | 'horizontal_bar' | 'grouped_bar' | 'stacked_bar';

/** Bars of one or several series; some hang below zero. */
export function barChart(kind: BarKind, random: Random): Truth {
  const several = kind === 'grouped_bar' || kind === 'stacked_bar';
  const { name, labels } = categories(random, 3, several ? 6 : 10);
  const measure = random.pick(measures);
  const hangs = kind !== 'stacked_bar' && measure.unit !== '%' && random.chance(0.15);
  const names: (string | null)[] = several
    ? random.pick(seriesNames).slice(0, random.whole(2, kind === 'grouped_bar' ? 4 : 5))
    : [null];
  const isShare = kind === 'stacked_bar' && measure.unit === '%';
  const most = isShare ? measure.most / names.length : measure.most;
  const series = names.map((one) => ({
    name: one,
    points: labels.map((x) => {
      const value = threeDigits(random.real(Math.min(measure.least, most / 4), most));
      return { x, y: hangs && random.chance(0.3) ? -value : value };
    }),
  }));
  const heights =
    kind === 'stacked_bar'
      ? labels.map((_, i) => series.reduce((sum, { points }) => sum + (points[i]?.y ?? 0), 0))
      : series.flatMap(({ points }) => points.map(({ y }) => y));
  const along = categoryAxis(random.chance(0.7) ? name : null, labels);
  const up = linearAxis(axisTitle(measure), measure.unit, heights, true);
  const title = random.chance(0.9) ? `${measure.name} by ${name.toLowerCase()}` : null;
  return truthOf(kind, title, kind === 'horizontal_bar' ? { x: up, y: along } : { x: along, y: up }, series);
}
