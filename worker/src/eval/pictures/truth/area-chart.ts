import type { Random } from '../seeded-random.ts';
import { positions, walk } from './line-chart.ts';
import { type Truth, truthOf } from './truth.ts';
import { linearAxis } from './value-axis.ts';
import { axisTitle, measures, seriesNames } from './words.ts';

/** One filled area, or two or three stacked ones; the values of a layer are its own, not the height of its edge. */
export function areaChart(random: Random): Truth {
  const measure = random.pick(measures.filter(({ unit }) => unit !== '%'));
  const along = positions(random);
  const names = random.chance(0.65) ? [null] : random.pick(seriesNames).slice(0, random.whole(2, 3));
  const series = names.map((name) => ({
    name,
    points: walk(random, along.xs.length, measure.least, measure.most).map((y, i) => ({
      x: along.xs[i] ?? i,
      y,
    })),
  }));
  const edges = along.xs.map((_, i) => series.reduce((sum, { points }) => sum + (points[i]?.y ?? 0), 0));
  const y = linearAxis(axisTitle(measure), measure.unit, edges, true);
  const title = random.chance(0.9) ? `${measure.name} over time` : null;
  return truthOf('area', title, { x: along.axis, y }, series);
}
