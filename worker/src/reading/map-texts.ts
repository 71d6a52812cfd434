import type { Axis, Panel, Spec } from '@snaprun/core/spec';

/** Where in a reading a text stands, in words. */
export type Place =
  | 'title'
  | 'axis label'
  | 'tick label'
  | 'series name'
  | 'category'
  | 'table header'
  | 'table cell'
  | 'formula'
  | 'text'
  | 'description'
  | 'note';

/** A copy of a reading with each text of the picture replaced by what `change` makes of it; null takes it away. */
export function mapTexts(spec: Spec, change: (text: string, place: Place) => string | null): Spec {
  const kept = (texts: readonly string[], place: Place) =>
    texts.map((text) => change(text, place)).filter((text) => text !== null);
  return {
    ...spec,
    panels: spec.panels.map((panel) => mapPanel(panel, change, kept)),
    notes: kept(spec.notes, 'note'),
  };
}

function mapPanel(
  panel: Panel,
  change: (text: string, place: Place) => string | null,
  kept: (texts: readonly string[], place: Place) => string[],
): Panel {
  const orNull = (text: string | null, place: Place) => (text === null ? null : change(text, place));
  const position = <T>(at: T, place: Place) => (typeof at === 'string' ? (change(at, place) ?? '') : at);
  const cells = (row: readonly string[], place: Place) => row.map((cell) => change(cell, place) ?? '');
  const axis = (one: Axis | null) =>
    one && {
      ...one,
      label: orNull(one.label, 'axis label'),
      unit: orNull(one.unit, 'axis label'),
      ticks: one.ticks.map((tick) => position(tick, 'tick label')),
    };
  return {
    ...panel,
    title: orNull(panel.title, 'title'),
    x: axis(panel.x),
    y: axis(panel.y),
    series: panel.series.map((series) => ({
      ...series,
      name: orNull(series.name, 'series name'),
      points: series.points.map((point) => ({ ...point, x: position(point.x, 'category') })),
    })),
    table: panel.table && {
      ...panel.table,
      header: cells(panel.table.header, 'table header'),
      rows: panel.table.rows.map((row) => cells(row, 'table cell')),
    },
    formula: orNull(panel.formula, 'formula'),
    text: kept(panel.text, 'text'),
    photo: panel.photo && { ...panel.photo, description: orNull(panel.photo.description, 'description') },
  };
}
