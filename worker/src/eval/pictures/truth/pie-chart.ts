import type { Random } from '../seeded-random.ts';
import { type Truth, truthOf } from './truth.ts';
import { tidy } from './value-axis.ts';
import { categories } from './words.ts';

/** Three to seven slices that make up 100 %, none under 3 %. */
export function pieChart(random: Random): Truth {
  const { name, labels } = categories(random, 3, 7);
  const weights = labels.map(() => random.real(1, 6));
  const total = weights.reduce((sum, one) => sum + one, 0);
  const shares = weights.map((weight) => tidy(Math.round((1000 * weight) / total) / 10));
  const rest = tidy(100 - shares.slice(1).reduce((sum, one) => sum + one, 0));
  const points = labels.map((x, i) => ({ x, y: i === 0 ? rest : (shares[i] ?? 0) }));
  const title = random.chance(0.9) ? `Share by ${name.toLowerCase()}` : null;
  return truthOf('pie', title, { x: null, y: null }, [{ name: null, points }]);
}
