import type { Random } from '../seeded-random.ts';
import { boxNumbers, type Truth, truthOf } from './truth.ts';
import { categoryAxis, linearAxis, threeDigits } from './value-axis.ts';
import { axisTitle, categories, measures } from './words.ts';

/** Boxes without outliers: five series, one a number of the box, each with one point a category. */
export function boxPlot(random: Random): Truth {
  const { name, labels } = categories(random, 2, 6);
  const measure = random.pick(measures);
  const range = measure.most - measure.least;
  const boxes = labels.map(() => {
    const q1 = measure.least + random.real(0.25, 0.5) * range;
    const height = random.real(0.1, 0.25) * range;
    const median = q1 + random.real(0.25, 0.75) * height;
    // Whiskers end within one and a half heights of the box, so that no program takes an end for an outlier.
    const low = Math.max(measure.least, q1 - random.real(0.4, 1.3) * height);
    const high = q1 + height + random.real(0.4, 1.3) * height;
    return [low, q1, median, q1 + height, high].map(threeDigits);
  });
  const series = boxNumbers.map((number, at) => ({
    name: number,
    points: labels.map((x, i) => ({ x, y: boxes[i]?.[at] ?? 0 })),
  }));
  const axes = {
    x: categoryAxis(random.chance(0.7) ? name : null, labels),
    y: linearAxis(axisTitle(measure), measure.unit, boxes.flat(), random.chance(0.5)),
  };
  const title = random.chance(0.9) ? `${measure.name} by ${name.toLowerCase()}` : null;
  return truthOf('box', title, axes, series);
}
