import type { Truth } from '../pictures/truth/truth.ts';
import type { Case } from '../run/case.ts';
import { sameLabel } from '../scores/labels.ts';

/** What the reading has other than the truth, place by place, for people to look at; the scores do not come from here. */
export function differencesOf(truth: Truth, { read }: Case): { at: string; wanted: string; got: string }[] {
  const panel = read?.panels[0];
  if (panel === undefined) return [{ at: 'reading', wanted: truth.kind, got: 'none' }];
  const first = panel.kind === truth.kind ? [] : [{ at: 'kind', wanted: truth.kind, got: panel.kind }];
  const title =
    (truth.title ?? '') === (panel.title ?? '')
      ? []
      : [{ at: 'title', wanted: truth.title ?? '', got: panel.title ?? '' }];
  if (truth.table) {
    const lines = [truth.table.header, ...truth.table.rows];
    const others = panel.table ? [panel.table.header, ...panel.table.rows] : [];
    const cells = lines.flatMap((line, r) =>
      line.flatMap((wanted, c) => {
        const got = others[r]?.[c] ?? '';
        return got === wanted ? [] : [{ at: `row ${r}, column ${c + 1}`, wanted, got }];
      }),
    );
    return [...first, ...title, ...cells];
  }
  const points = truth.series.flatMap((series, i) => {
    const other =
      panel.series.find(
        ({ name }) => name !== null && series.name !== null && sameLabel(name, series.name) > 0,
      ) ?? panel.series[i];
    const name = series.name === null ? '' : `${series.name}, `;
    return series.points.flatMap(({ x, y }, j) => {
      const found = other?.points.find((point) => sameLabel(point.x, x) > 0) ?? other?.points[j];
      if (
        found?.y !== null &&
        found?.y !== undefined &&
        y !== null &&
        Math.abs(found.y - y) <= Math.abs(y) * 0.02
      )
        return [];
      return [{ at: `${name}${x}`, wanted: String(y), got: found ? `${found.x}: ${found.y}` : 'none' }];
    });
  });
  return [...first, ...title, ...points];
}
