import { type Chart, type ChartKind, canBeLog } from './chart.ts';

const questions = ['highest', 'lowest', 'average', 'total', 'growth', 'value'] as const;
export type Question = (typeof questions)[number];

/** What an instruction asks for, as far as simple words tell. */
export interface Wish {
  kind: ChartKind | null;
  log: boolean;
  /** What follows "only": labels, series or a range of numbers. */
  only: string | null;
  sort: 'ascending' | 'descending' | 'label' | null;
  title: string | null;
  questions: Question[];
  /** False when the instruction says something and none of it was understood. */
  understood: boolean;
}

const kindWords: readonly [RegExp, ChartKind][] = [
  [/\bhorizontal\b.*\bbars?\b/, 'horizontal_bar'],
  [/\bstacked\b.*\bbars?\b/, 'stacked_bar'],
  [/\bgrouped\b.*\bbars?\b/, 'grouped_bar'],
  [/\bbar (?:chart|graph|plot)|\bas (?:a )?bars?\b/, 'bar'],
  [/\bline (?:chart|graph|plot)|\bas (?:a )?lines?\b/, 'line'],
  [/\bscatter/, 'scatter'],
  [/\barea (?:chart|graph|plot)/, 'area'],
  [/\bpie\b/, 'pie'],
];

const questionWords: readonly [RegExp, Question][] = [
  [/\b(?:highest|largest|biggest|most|maximum|max|peak|best|top)\b/, 'highest'],
  [/\b(?:lowest|smallest|least|minimum|min|worst|fewest)\b/, 'lowest'],
  [/\b(?:average|mean)\b/, 'average'],
  [/\b(?:total|sum|altogether|in all)\b/, 'total'],
  [/\b(?:gr[eo]wn?|growth|growing|increased?|rose|rises?|changed?|fell|declined?|dropped)\b/, 'growth'],
];

/** Words that ask for what is done in any case. */
const usual =
  /^\W*(?:none|null)?\W*$|\b(?:csv|show|give|copy|write|repeat|same|digiti|extract|read|get|data|numbers|python|code|program|chart|graph|table|figure|picture|image|photo|(?:re)?(?:build|creat|mak|draw|plot|produc|do\b))/;

export function parseWish(instruction: string): Wish {
  const text = instruction.toLowerCase();
  const asks = /\?|^\s*(?:which|what|how|who|when)\b/.test(text);
  const sort = parseSort(text);
  // "Sorted, highest first" asks nothing.
  const asked =
    sort && !asks ? [] : questionWords.filter(([word]) => word.test(text)).map(([, name]) => name);
  const wish = {
    kind: kindWords.find(([word]) => word.test(text))?.[1] ?? null,
    log: /\blog(?:arithmic)?\b/.test(text),
    only: parseOnly(instruction),
    sort,
    title: /\btitled?\b[^"“'‘]{0,20}["“'‘]([^"”'’]{1,200})["”'’]/i.exec(instruction)?.[1] ?? null,
    questions: asked.length === 0 && asks ? (['value'] satisfies Question[]) : asked,
  };
  const found = wish.kind || wish.log || wish.only || sort || wish.title || wish.questions.length > 0;
  return { ...wish, understood: Boolean(found) || usual.test(text) };
}

/** What "only" is said of, unless it is said of the files or the manner ("only the CSV", "use only the numbers"). */
function parseOnly(instruction: string): string | null {
  const words = /\bonly\b(?: (?:for|show|use|with|the|include|keep))*\s+(.+)/is
    .exec(instruction)?.[1]
    ?.trim();
  if (!words || /\b(?:csv|numbers|data|figure|python|code|program|spec)\b/i.test(words)) return null;
  return words;
}

function parseSort(text: string): Wish['sort'] {
  if (!/\b(?:sort(?:ed)?|order(?:ed)? by|rank(?:ed)?)\b/.test(text)) return null;
  if (/\b(?:alphabetical(?:ly)?|by (?:name|label|category|year|date))\b/.test(text)) return 'label';
  return /\b(?:ascending|smallest first|lowest first|increasing)\b/.test(text) ? 'ascending' : 'descending';
}

/** The chart changed as the wish says; what cannot be done to these numbers is left as it is. */
export function applyWish(chart: Chart, wish: Wish): Chart {
  const kept = (wish.only && keepOnly(chart, wish.only)) || chart;
  const sorted = wish.sort ? sortRows(kept, wish.sort) : kept;
  // "This bar chart" names what is there as often as what is wanted: a kind of bars stays that kind.
  const isBars = wish.kind === 'bar' && sorted.kind.endsWith('bar');
  const kind = isBars ? sorted.kind : (wish.kind ?? sorted.kind);
  const moved = kind !== chart.kind || (wish.log && !chart.logValues);
  return {
    ...sorted,
    kind,
    title: wish.title ?? sorted.title,
    logValues: (wish.log || sorted.logValues) && canBeLog(sorted.columns),
    valueRange: moved ? null : sorted.valueRange,
  };
}

/** The rows and series that the words name, or null when they name none. */
export function keepOnly(chart: Chart, words: string): Chart | null {
  const range = /(-?\d+(?:\.\d+)?)\s*(?:-|–|to|until|through|and)\s*(-?\d+(?:\.\d+)?)/.exec(words);
  const between = (label: number | string) =>
    range !== null && Number(label) >= Number(range[1]) && Number(label) <= Number(range[2]);
  const isRange = range !== null && !/\band\b/.test(range[0]);
  const rows = chart.labels.flatMap((label, at) =>
    mentions(words, label) || (isRange && between(label)) ? [at] : [],
  );
  const series = chart.names.flatMap((name, at) => (chart.named && mentions(words, name) ? [at] : []));
  if (rows.length === 0 && series.length === 0) return null;
  const withRows = rows.length > 0 ? pickRows(chart, rows) : chart;
  if (series.length === 0) return withRows;
  return {
    ...withRows,
    names: pick(withRows.names, series),
    columns: pick(withRows.columns, series),
    colors: pick(withRows.colors, series),
  };
}

function sortRows(chart: Chart, sort: NonNullable<Wish['sort']>): Chart {
  const first = chart.columns[0] ?? [];
  const byValue = (a: number, b: number) =>
    (first[a] ?? Number.NEGATIVE_INFINITY) - (first[b] ?? Number.NEGATIVE_INFINITY);
  const byLabel = (a: number, b: number) =>
    String(chart.labels[a]).localeCompare(String(chart.labels[b]), 'en', { numeric: true });
  const rows = chart.labels.map((_label, at) => at).sort(sort === 'label' ? byLabel : byValue);
  return pickRows(chart, sort === 'descending' ? rows.reverse() : rows);
}

/** Whether a text names a label as a whole word. */
export function mentions(text: string, label: number | string): boolean {
  const word = String(label).toLowerCase();
  const at = text.toLowerCase().indexOf(word);
  if (!word || at < 0) return false;
  const around = `${text[at - 1] ?? ' '}${text[at + word.length] ?? ' '}`;
  return !/[\p{L}\p{N}]/u.test(around);
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
