import { type Panel, type PanelKind, reproducibleKinds, type Series, type Spec } from '@snaprun/core/spec';
import { type ComparedValues, compareSeries, type Difference, keyOf, tolerance } from './compare-series.ts';
import { compareTables } from './compare-tables.ts';
import type { ProducedPanel, ProducedSeries } from './produced-panel.ts';

/** How one panel of the source agrees with what was produced for it. */
export interface ComparedPanel {
  panel: Panel;
  /** Whether a produced panel was found for it at all. */
  found: boolean;
  sameKind: boolean;
  /** What was produced for it, where something was. */
  producedKind: PanelKind | null;
  /** Series or table columns on both sides. */
  seriesWanted: number;
  seriesFound: number;
  count: number;
  agreeing: number;
  missing: number;
  differences: Difference[];
  titleKept: boolean | null;
}

/** Compares each panel that can be reproduced with the produced panel that fits it best; each is used once. */
export function compareSpecs(
  spec: Spec,
  produced: readonly ProducedPanel[],
  data: readonly (readonly string[])[] | null,
  within = tolerance,
): ComparedPanel[] {
  const left = new Set(produced);
  return spec.panels
    .filter((panel) => reproducibleKinds.includes(panel.kind))
    .map((panel) => {
      const compared = [...left].map((other) => ({
        other,
        result: comparePanel(panel, other, data, within),
      }));
      const [best] = compared.toSorted((a, b) => rank(b.result) - rank(a.result));
      if (best === undefined) return comparePanel(panel, null, data, within);
      left.delete(best.other);
      return best.result;
    });
}

function rank({ agreeing, count, sameKind }: ComparedPanel): number {
  return (count === 0 ? 0 : agreeing / count) + (sameKind ? 0.1 : 0);
}

function comparePanel(
  panel: Panel,
  produced: ProducedPanel | null,
  data: readonly (readonly string[])[] | null,
  within: number,
): ComparedPanel {
  const facts = {
    panel,
    found: produced !== null,
    sameKind: produced !== null && areAlike(panel.kind, produced.kind),
    producedKind: produced?.kind ?? null,
    titleKept: panel.title === null ? null : keyOf(panel.title) === keyOf(produced?.title ?? ''),
  };
  if (panel.kind === 'table') return { ...facts, ...tableFacts(panel, produced, data) };
  const pairs = pairSeries(panel.series, produced?.series ?? []);
  const range = valueRange(panel);
  const values = pairs.map(([source, other]) =>
    panel.kind === 'pie'
      ? compareSeries(asShares(source), other && sharesOf(other), 1, within)
      : compareSeries(source, other, range, within),
  );
  const sum = (of: (one: ComparedValues) => number) => values.reduce((total, one) => total + of(one), 0);
  return {
    ...facts,
    seriesWanted: panel.series.length,
    seriesFound: pairs.filter(([, other]) => other !== undefined).length,
    count: sum((one) => one.count),
    agreeing: sum((one) => one.agreeing),
    missing: sum((one) => one.missing),
    differences: values.flatMap((one) => one.differences),
  };
}

/** A table is drawn or written to `data.csv`; the better of the two counts. */
function tableFacts(
  panel: Panel,
  produced: ProducedPanel | null,
  data: readonly (readonly string[])[] | null,
) {
  const table = panel.table ?? { header: [], rows: [], confidence: 0 };
  const [best] = [produced?.cells, data]
    .filter((cells) => cells !== null && cells !== undefined)
    .map((cells) => compareTables(table, cells))
    .toSorted((a, b) => b.agreeing - a.agreeing);
  const { count = 0, agreeing = 0, differences = [] } = best ?? {};
  return {
    found: best !== undefined,
    sameKind: best !== undefined,
    seriesWanted: 1,
    seriesFound: best ? 1 : 0,
    count,
    agreeing,
    missing: 0,
    differences,
  };
}

/** Pairs series by name where names agree, the rest in order. */
function pairSeries(source: readonly Series[], produced: readonly ProducedSeries[]) {
  const left = [...produced];
  const take = (index: number) => (index === -1 ? undefined : left.splice(index, 1)[0]);
  const byName = source.map((one) =>
    take(left.findIndex(({ name }) => name !== '' && one.name !== null && keyOf(name) === keyOf(one.name))),
  );
  return source.map((one, i) => [one, byName[i] ?? left.shift()] as const);
}

/** The length of the value axis; where it is not known, of the values with zero. */
function valueRange(panel: Panel): number {
  const axis = panel.kind === 'horizontal_bar' ? panel.x : panel.y;
  if (axis && axis.min !== null && axis.max !== null && axis.max > axis.min) return axis.max - axis.min;
  const values = panel.series.flatMap(({ points }) => points.flatMap(({ y }) => (y === null ? [] : [y])));
  const range = Math.max(0, ...values) - Math.min(0, ...values);
  return range > 0 ? range : 1;
}

function asShares(series: Series): Series {
  const total = series.points.reduce((sum, { y }) => sum + (y ?? 0), 0) || 1;
  return {
    ...series,
    points: series.points.map((point) => ({ ...point, y: point.y === null ? null : point.y / total })),
  };
}

function sharesOf(series: ProducedSeries): ProducedSeries {
  const total = series.points.reduce((sum, { y }) => sum + y, 0) || 1;
  return { ...series, points: series.points.map(({ x, y }) => ({ x, y: y / total })) };
}

/** Kinds that a figure's facts cannot tell apart, or that show the same in the same way. */
const alike: readonly (readonly PanelKind[])[] = [
  ['bar', 'histogram'],
  ['bar', 'grouped_bar'],
  ['horizontal_bar', 'grouped_bar'],
  ['horizontal_bar', 'stacked_bar'],
  ['line', 'area'],
];

function areAlike(a: PanelKind, b: PanelKind): boolean {
  return a === b || alike.some((kinds) => kinds.includes(a) && kinds.includes(b));
}
