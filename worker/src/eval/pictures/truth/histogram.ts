import type { Random } from '../seeded-random.ts';
import { type Truth, truthOf } from './truth.ts';
import { linearAxis, tidy } from './value-axis.ts';
import { axisTitle, measures } from './words.ts';

/** Counts in bins of one width; a point's `x` is the middle of its bin. */
export function histogram(random: Random): Truth {
  const measure = random.pick(measures);
  const range = linearAxis(axisTitle(measure), measure.unit, [measure.least, measure.most], false);
  const [low, high] = [range.min ?? 0, range.max ?? 1];
  // A part of a step between ticks: people choose round bins.
  const bins = (range.ticks.length - 1) * random.pick([1, 2, 2, 4]);
  const width = (high - low) / bins;
  const counts = Array.from({ length: bins }, () => 0);
  const [middle, spread] = [random.real(0.35, 0.65), random.real(0.12, 0.22)];
  for (let i = 0, size = random.whole(80, 600); i < size; i += 1) {
    const at = Math.floor((middle + spread * random.normal()) * bins);
    if (at >= 0 && at < bins) counts[at] = (counts[at] ?? 0) + 1;
  }
  const points = counts.map((y, i) => ({ x: tidy(low + (i + 0.5) * width), y }));
  const y = linearAxis(random.pick(['Count', 'Frequency']), null, counts, true);
  const title = random.chance(0.9) ? `Distribution of ${measure.name.toLowerCase()}` : null;
  return truthOf('histogram', title, { x: range, y }, [{ name: null, points }]);
}
