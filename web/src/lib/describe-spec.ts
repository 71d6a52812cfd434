import type { EventData } from '@snaprun/core/events';
import { count } from './words.ts';

type Spec = EventData<'image.read'>['spec'];
type Panel = Spec['panels'][number];

/** What a picture shows, in one sentence per panel: for the timeline and as alternative text. */
export function describeSpec(spec: Spec): string {
  if (spec.panels.length === 0) return 'Nothing that can be read.';
  return spec.panels.map(describePanel).join(' ');
}

function describePanel(panel: Panel): string {
  const kind = panel.kind.replaceAll('_', ' ');
  const name =
    panel.kind === 'unknown' ? 'Something unknown' : capital(isChart(panel) ? `${kind} chart` : kind);
  const title = panel.title ? ` “${panel.title}”` : '';
  return `${name}${title}${contentOf(panel)}.`;
}

function contentOf(panel: Panel): string {
  if (panel.table)
    return `: ${count(panel.table.rows.length, 'row')}, ${count(panel.table.header.length, 'column')}`;
  if (panel.photo) {
    const size = `, ${panel.photo.width} × ${panel.photo.height} pixels`;
    return panel.photo.description ? `${size}: ${panel.photo.description.replace(/\.$/, '')}` : size;
  }
  const values = panel.series.flatMap((series) => series.points.flatMap(({ y }) => (y === null ? [] : [y])));
  if (values.length === 0) return '';
  const range = `${count(values.length, 'value')} from ${short(Math.min(...values))} to ${short(Math.max(...values))}`;
  return panel.series.length > 1 ? `: ${panel.series.length} series, ${range}` : `: ${range}`;
}

function isChart(panel: Panel): boolean {
  return !['table', 'formula', 'photo', 'text', 'histogram'].includes(panel.kind);
}

function short(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
