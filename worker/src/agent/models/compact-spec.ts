import type { Axis, Panel, Series, Spec } from '@snaprun/core/spec';
import { estimateTokens } from './token-estimate.ts';

export interface CompactSpec {
  json: string;
  /** What the coder is not told for want of room, one sentence each. */
  dropped: string[];
}

interface Level {
  notes: boolean;
  text: boolean;
  points: number;
  rows: number;
}

/** What goes first when the room is short: notes, then loose text, then points and rows, thinned evenly. */
const levels: readonly Level[] = [
  { notes: true, text: true, points: 200, rows: 200 },
  { notes: false, text: true, points: 200, rows: 200 },
  { notes: false, text: false, points: 200, rows: 200 },
  ...[100, 60, 40, 25, 15, 8].map((count) => ({ notes: false, text: false, points: count, rows: count })),
];

/** The spec as short JSON of at most about `maxTokens`: nothing empty, points as pairs, numbers of five digits. */
export function compactSpec(spec: Spec, maxTokens: number): CompactSpec {
  let compact: CompactSpec = { json: '{}', dropped: [] };
  for (const level of levels) {
    compact = { json: JSON.stringify(shorten(spec, level)), dropped: droppedAt(spec, level) };
    if (estimateTokens(compact.json) <= maxTokens) break;
  }
  return compact;
}

function shorten(spec: Spec, level: Level) {
  return withoutEmpty({
    version: 1,
    panels: spec.panels.map((panel) => shortPanel(panel, level)),
    notes: level.notes ? spec.notes : [],
  });
}

function shortPanel({ confidence: _confidence, box: _box, ...panel }: Panel, level: Level) {
  return withoutEmpty({
    ...panel,
    x: shortAxis(panel.x),
    y: shortAxis(panel.y),
    series: panel.series.map(({ name, color, points }) =>
      withoutEmpty({
        name,
        color,
        points: thinned(points, level.points).map(({ x, y }) => [short(x), short(y)]),
      }),
    ),
    table: panel.table && { header: panel.table.header, rows: thinned(panel.table.rows, level.rows) },
    text: level.text ? panel.text : [],
    // Panels are never left without a kind, whatever else is empty.
    kind: panel.kind,
  });
}

/** Ticks of a category axis are the labels of its points again. */
function shortAxis(axis: Axis | null) {
  if (axis === null) return null;
  const { label, unit, scale, min, max } = axis;
  return withoutEmpty({ label, unit, scale, min: short(min), max: short(max) });
}

function short<T>(value: T): T | number {
  return typeof value === 'number' ? Number(value.toPrecision(5)) : value;
}

/** At most `most` items, evenly spread, with the first and the last. */
function thinned<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  return Array.from(
    { length: most },
    (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))],
  ).filter((item) => item !== undefined);
}

function withoutEmpty<T extends object>(value: T): Partial<T> {
  const kept = Object.entries(value).filter(
    ([, inner]) =>
      inner !== null && inner !== undefined && inner !== '' && !(Array.isArray(inner) && inner.length === 0),
  );
  return Object.fromEntries(kept) as Partial<T>;
}

function droppedAt(spec: Spec, level: Level): string[] {
  const dropped: string[] = [];
  const most = (lists: readonly (readonly unknown[])[]) => Math.max(0, ...lists.map((list) => list.length));
  const points = most(spec.panels.flatMap((panel) => panel.series.map((one: Series) => one.points)));
  const rows = most(spec.panels.map((panel) => panel.table?.rows ?? []));
  if (points > level.points)
    dropped.push(
      `The code model's window is small: of ${points} points of a series it was given ${level.points}.`,
    );
  if (rows > level.rows)
    dropped.push(`The code model's window is small: of ${rows} table rows it was given ${level.rows}.`);
  return dropped;
}
