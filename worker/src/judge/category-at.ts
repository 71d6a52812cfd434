import { numberIn } from './number-in.ts';

/**
 * The category a position stands for: the nearest tick's label when labels are names, else the position itself.
 *
 * Labels that only print their own position ("2,000" at 2000) make a number axis. A year at position 0 is a name.
 */
export function categoryAt(
  at: number,
  ticks: readonly (number | null)[],
  labels: readonly string[],
): number | string {
  const named = ticks.flatMap((tick, i) => {
    const label = labels[i]?.trim() ?? '';
    return tick === null || label === '' ? [] : [{ tick, label }];
  });
  if (named.length === 0 || named.every(({ tick, label }) => printsItself(tick, label))) return at;
  const spacing = Math.min(
    ...named
      .slice(1)
      .map(({ tick }, i) => Math.abs(tick - (named[i]?.tick ?? tick)))
      .filter((gap) => gap > 0),
    1,
  );
  const [nearest] = named.toSorted((a, b) => Math.abs(a.tick - at) - Math.abs(b.tick - at));
  return nearest && Math.abs(nearest.tick - at) <= spacing / 2 + 1e-9 ? nearest.label : at;
}

function printsItself(tick: number, label: string): boolean {
  const value = numberIn(label);
  // Offsets, thousands and percent print a multiple of the position.
  return (
    value !== null &&
    (Math.abs(value - tick) <= 1e-6 * Math.max(1, Math.abs(tick)) || /[kKMB%]|10\^/.test(label))
  );
}
