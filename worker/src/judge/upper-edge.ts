import type { AxesFacts } from '../sandbox/figure-facts.ts';

type Curve = AxesFacts['areas'][number];

/**
 * The values that an area stands for, from its outline: how far it reaches from its straight side, or for a layer that
 * lies on another one how thick it is.
 */
export function upperEdge(outline: Curve): Curve {
  const reach = new Map<number, { low: number; high: number }>();
  outline.x.forEach((x, at) => {
    const y = outline.y[at];
    if (x === null || y === null || y === undefined) return;
    const { low, high } = reach.get(x) ?? { low: y, high: y };
    reach.set(x, { low: Math.min(low, y), high: Math.max(high, y) });
  });
  const places = [...reach].sort(([a], [b]) => a - b);
  const isStraight = (side: 'low' | 'high') => {
    const [first] = places;
    return first !== undefined && places.every(([, one]) => one[side] === first[1][side]);
  };
  const [belowIsStraight, aboveIsStraight] = [isStraight('low'), isStraight('high')];
  // Values of both signs: the outline crosses its straight side, which is zero.
  const crosses = places.every(([, { low, high }]) => low === 0 || high === 0);
  const valueAt = ({ low, high }: { low: number; high: number }) => {
    if (belowIsStraight) return high;
    if (aboveIsStraight) return low;
    if (crosses) return low === 0 ? high : low;
    return high - low;
  };
  return { ...outline, x: places.map(([x]) => x), y: places.map(([, at]) => valueAt(at)) };
}
