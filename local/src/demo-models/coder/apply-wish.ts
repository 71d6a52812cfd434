import { type Chart, canBeLog, hasNumericLabels } from './chart.ts';
import type { Condition } from './filter-words.ts';
import type { Wish } from './wish.ts';

/** The chart changed as the wishes say; what cannot be done to these numbers is left as it is. */
export function applyWish(chart: Chart, wish: Wish, earlier: readonly Wish[] = []): Chart {
  const chosen = choose(chart, wish, earlier);
  const turned = wish.turn ? turn(chosen, wish.turn) : chosen;
  const sorted = wish.sort ? sortRows(turned, wish.sort) : turned;
  // "This bar chart" names what is there as often as what is wanted: a kind of bars stays that kind.
  const isBars = wish.kind === 'bar' && sorted.kind.endsWith('bar');
  const kind = isBars ? sorted.kind : (wish.kind ?? sorted.kind);
  const moved = kind !== chart.kind || (wish.log && !chart.logValues) || wish.log === false || wish.turn;
  const color = wish.color;
  return {
    ...sorted,
    kind,
    title: wish.title === '' ? null : (wish.title ?? sorted.title),
    // Several series of one colour could not be told apart.
    colors: color && sorted.names.length === 1 ? [color] : sorted.colors,
    logValues: (wish.log ?? sorted.logValues) && canBeLog(sorted.columns),
    valueRange: moved ? null : sorted.valueRange,
  };
}

/** Whether the wish's own filters find anything in the chart; true when it has none. */
export function canChoose(chart: Chart, wish: Wish): boolean {
  const { only, without, conditions } = wish;
  if (only === null && without === null && conditions.length === 0) return true;
  return filterBy(chart, wish) !== chart;
}

/** Filters add up over a conversation, the newest first; one that would leave nothing is left out. */
function choose(chart: Chart, wish: Wish, earlier: readonly Wish[]): Chart {
  const from = earlier.findLastIndex(({ reset }) => reset);
  const before = wish.reset ? [] : earlier.slice(from + 1);
  return [...before, wish].reduceRight((kept, one) => filterBy(kept, one), chart);
}

function filterBy(chart: Chart, { only, without, top, conditions }: Wish): Chart {
  const kept = (only !== null && keepOnly(chart, only)) || chart;
  const rest = (without !== null && leaveOut(kept, without)) || kept;
  const within = conditions.reduce((rows, condition) => holdTo(rows, condition) ?? rows, rest);
  if (top === null || within.labels.length <= top.n) return within;
  const sorted = rowsByValue(within);
  const rows = {
    largest: sorted.slice(-top.n),
    smallest: sorted.slice(0, top.n),
    first: within.labels.map((_label, at) => at).slice(0, top.n),
    last: within.labels.map((_label, at) => at).slice(-top.n),
  }[top.of];
  return pickRows(
    within,
    rows.toSorted((a, b) => a - b),
  );
}

/** The rows and series that the words name, or null when they name none. */
export function keepOnly(chart: Chart, words: string): Chart | null {
  const { rows, series } = named(chart, words);
  if (rows.length === 0 && series.length === 0) return null;
  const withRows = rows.length > 0 ? pickRows(chart, rows) : chart;
  return series.length > 0 ? pickSeries(withRows, series) : withRows;
}

/** The chart without the rows and series that the words name, or null when nothing would change or be left. */
function leaveOut(chart: Chart, words: string): Chart | null {
  const { rows, series } = named(chart, words);
  const others = (list: readonly unknown[], out: number[]) =>
    list.flatMap((_item, at) => (out.includes(at) ? [] : [at]));
  const [labels, names] = [others(chart.labels, rows), others(chart.names, series)];
  if (rows.length + series.length === 0 || labels.length === 0 || names.length === 0) return null;
  return pickSeries(pickRows(chart, labels), names);
}

function named(chart: Chart, words: string): { rows: number[]; series: number[] } {
  const range = /(-?\d+(?:\.\d+)?)\s*(?:-|–|to|until|through|and)\s*(-?\d+(?:\.\d+)?)/.exec(words);
  const between = (label: number | string) =>
    range !== null && Number(label) >= Number(range[1]) && Number(label) <= Number(range[2]);
  const isRange = range !== null && (!/\band\b/.test(range[0]) || /\bbetween\b/.test(words));
  const rows = chart.labels.flatMap((label, at) =>
    mentions(words, label) || (isRange && between(label)) ? [at] : [],
  );
  const series = chart.names.flatMap((name, at) => (chart.named && mentions(words, name) ? [at] : []));
  if (rows.length > 0 || series.length > 0) return { rows, series };
  // "2024" is part of "Q1 2024", of "2024-03" and of "Year 2024".
  const phrase = words.replace(/[.!?]+$/, '').trim();
  const holding = (texts: readonly (number | string)[]) =>
    texts.flatMap((text, at) => (mentions(String(text), phrase) ? [at] : []));
  return { rows: holding(chart.labels), series: chart.named ? holding(chart.names) : [] };
}

function holdTo(chart: Chart, { of, is, inclusive, bound }: Condition): Chart | null {
  if (of === 'label' && !hasNumericLabels(chart)) return null;
  const holds = (value: number | null) =>
    (value !== null && (is === 'above' ? value > bound : value < bound || false)) ||
    (inclusive && value === bound);
  const rows = chart.labels.flatMap((label, at) => {
    const values = of === 'label' ? [Number(label)] : chart.columns.map((column) => column[at] ?? null);
    return values.some(holds) ? [at] : [];
  });
  return rows.length > 0 && rows.length < chart.labels.length ? pickRows(chart, rows) : null;
}

function turn(chart: Chart, how: NonNullable<Wish['turn']>): Chart {
  const columns = chart.columns.map((column) => {
    const sum = column.reduce<number>((all, value) => all + (value ?? 0), 0);
    if (how === 'percent')
      return column.map((value) => (value === null || sum === 0 ? value : rounded((value / sum) * 100)));
    let before = 0;
    return column.map((value) => {
      before += value ?? 0;
      return value === null ? null : rounded(before);
    });
  });
  return { ...chart, columns, valueAxis: how === 'percent' ? 'Share (%)' : chart.valueAxis };
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** Positions of the rows, the smallest value of the first series first. */
function rowsByValue(chart: Chart): number[] {
  const first = chart.columns[0] ?? [];
  const value = (at: number) => first[at] ?? Number.NEGATIVE_INFINITY;
  return chart.labels.map((_label, at) => at).sort((a, b) => value(a) - value(b));
}

function sortRows(chart: Chart, sort: NonNullable<Wish['sort']>): Chart {
  const byLabel = (a: number, b: number) =>
    String(chart.labels[a]).localeCompare(String(chart.labels[b]), 'en', { numeric: true });
  if (sort === 'label') return pickRows(chart, chart.labels.map((_label, at) => at).sort(byLabel));
  const rows = rowsByValue(chart);
  return pickRows(chart, sort === 'descending' ? rows.reverse() : rows);
}

/** Whether a text names a label as a whole word. */
export function mentions(text: string, label: number | string): boolean {
  const word = String(label).toLowerCase();
  const all = text.toLowerCase();
  for (let at = all.indexOf(word); word && at >= 0; at = all.indexOf(word, at + 1)) {
    const around = `${all[at - 1] ?? ' '}${all[at + word.length] ?? ' '}`;
    if (!/[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
}

function pickSeries(chart: Chart, series: number[]): Chart {
  return {
    ...chart,
    names: pick(chart.names, series),
    columns: pick(chart.columns, series),
    colors: pick(chart.colors, series),
  };
}

function pickRows(chart: Chart, rows: number[]): Chart {
  return {
    ...chart,
    labels: pick(chart.labels, rows),
    columns: chart.columns.map((column) => pick(column, rows)),
  };
}

function pick<T>(list: readonly T[], positions: number[]): T[] {
  return positions.flatMap((at) => (at < list.length ? [list[at] as T] : []));
}
