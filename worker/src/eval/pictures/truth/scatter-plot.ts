import type { Random } from '../seeded-random.ts';
import { type Truth, truthOf } from './truth.ts';
import { linearAxis, threeDigits } from './value-axis.ts';
import { axisTitle, measures, seriesNames } from './words.ts';

/** Clouds of points of one to three series. */
export function scatterPlot(random: Random): Truth {
  const [across, up] = random.sample(measures, 2);
  if (across === undefined || up === undefined) throw new Error('There are not two measures.');
  const count = random.pick([1, 1, 2, 3]);
  const names = count === 1 ? [null] : random.pick(seriesNames).slice(0, count);
  const slope = random.real(-0.8, 0.8);
  const inside = (share: number) => Math.min(1, Math.max(0, share));
  const series = names.map((name) => {
    const [x0, y0] = [random.real(0.3, 0.7), random.real(0.3, 0.7)];
    const points = Array.from({ length: random.whole(8, count === 1 ? 40 : 20) }, () => {
      const dx = random.normal() * 0.2;
      const x = inside(x0 + dx);
      const y = inside(y0 + slope * dx + random.normal() * 0.1);
      return {
        x: threeDigits(across.least + x * (across.most - across.least)),
        y: threeDigits(up.least + y * (up.most - up.least)),
      };
    });
    return { name, points };
  });
  const all = series.flatMap(({ points }) => points);
  const axes = {
    x: linearAxis(
      axisTitle(across),
      across.unit,
      all.map(({ x }) => x),
      random.chance(0.5),
    ),
    y: linearAxis(
      axisTitle(up),
      up.unit,
      all.map(({ y }) => y),
      random.chance(0.5),
    ),
  };
  const title = random.chance(0.9) ? `${up.name} against ${across.name.toLowerCase()}` : null;
  return truthOf('scatter', title, axes, series);
}
