import type { Panel } from '@snaprun/core/spec';
import type { Truth } from '../pictures/truth/truth.ts';
import { likeness } from './labels.ts';

/** Mean likeness, 0 to 1, of the texts that the picture shows; null where it shows none but a table's cells. */
export function textMatch(truth: Truth, read: Panel | undefined): number | null {
  const pairs: [string, string | null][] = [
    ...(truth.title === null ? [] : [[truth.title, read?.title ?? null] as [string, string | null]]),
    ...axisTitles(truth, read),
    ...bestPairs(namesOf(truth), read ? read.series.map(({ name }) => name ?? '') : []),
    ...bestPairs(
      categoriesOf(truth),
      read ? read.series.flatMap(({ points }) => points.map(({ x }) => String(x))) : [],
    ),
  ];
  if (pairs.length === 0) return null;
  return (
    pairs.reduce((sum, [wanted, got]) => sum + (got === null ? 0 : likeness(wanted, got)), 0) / pairs.length
  );
}

function axisTitles(truth: Truth, read: Panel | undefined): [string, string | null][] {
  return (['x', 'y'] as const).flatMap((side) => {
    const wanted = truth[side]?.label;
    return wanted ? [[wanted, read?.[side]?.label ?? null] as [string, string | null]] : [];
  });
}

function namesOf(truth: Truth): string[] {
  return truth.kind === 'box' ? [] : truth.series.flatMap(({ name }) => (name === null ? [] : [name]));
}

function categoriesOf(truth: Truth): string[] {
  if (truth.kind === 'histogram' || truth.kind === 'scatter') return [];
  const points = truth.series[0]?.points ?? [];
  return points.flatMap(({ x }) => (typeof x === 'string' ? [x] : []));
}

/** Each wanted text with the one that is most like it. */
function bestPairs(wanted: readonly string[], given: readonly string[]): [string, string | null][] {
  return wanted.map((text) => {
    const [best = null] = given.toSorted((a, b) => likeness(text, b) - likeness(text, a));
    return [text, best];
  });
}
