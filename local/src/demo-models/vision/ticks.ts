import { type AxisScale, fitAxis, type Reading } from './axis-fit.ts';
import { readCalendarNames, readMonths } from './dates.ts';
import { withoutStrays } from './label-trust.ts';
import { mendSiblings } from './mend-labels.ts';
import { parseNumber } from './numbers.ts';
import type { Ocr } from './ocr.ts';
import { cropRaster, distance, growBox, pixelAt, type Raster, type Rgb } from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import type { TextLine } from './text-lines.ts';

/** A label beside an axis: what it says and the pixel it marks. */
export interface TickLabel {
  text: string;
  confidence: number;
  number: number | null;
  unit: string | null;
  /** The marked position along the axis, in pixels. */
  at: number;
  line: TextLine;
}

export interface ReadAxis {
  labels: TickLabel[];
  /** Null when the labels are no numbers. */
  scale: AxisScale | null;
  /** The labels are dates, written as 2024-01. */
  isDate: boolean;
  unit: string | null;
}

export type Side = 'left' | 'below';

/** Reads one line of text; the margin keeps signs and dots that are small parts of their own. */
export function readText(
  raster: Raster,
  line: TextLine,
  ocr: Pick<Ocr, 'readLine'>,
  kind: 'any' | 'number' = 'any',
) {
  const margin = Math.max(2, Math.ceil(line.size * 0.3));
  const alone = kind === 'any' && line.parts === 1 && line.right - line.left < 1.3 * line.size;
  return ocr.readLine(cropRaster(raster, growBox(line, margin, raster)), alone ? 'letter' : kind, line.size);
}

/** Reads labels that lie level. */
export async function readLevelLabels(
  raster: Raster,
  lines: TextLine[],
  side: Side,
  ocr: Pick<Ocr, 'readLine'>,
): Promise<TickLabel[]> {
  const labels: TickLabel[] = [];
  for (const line of lines.slice(0, 60)) {
    const read = await readText(raster, line, ocr);
    const at = side === 'left' ? (line.top + line.bottom) / 2 : (line.left + line.right) / 2;
    if (read.text !== '') labels.push(tickLabel(read.text, read.confidence, at, line));
  }
  mendThousands(labels);
  const numeric = labels.filter((l) => l.number !== null).length;
  if (numeric >= 2 && numeric * 2 >= labels.length) {
    for (const label of labels) if (label.number === null) await readAgain(raster, label, ocr);
  }
  return labels;
}

/** Where others write 8,000 a point before three digits is a comma, too. */
function mendThousands(labels: TickLabel[]): void {
  if (!labels.some(({ text }) => /^[-−–]?\d{1,3}(,\d{3})+$/.test(text))) return;
  for (const label of labels) {
    if (/^[-−–]?\d{1,3}([.,]\d{3})+$/.test(label.text))
      label.number = parseNumber(label.text.replaceAll('.', ','))?.value ?? label.number;
  }
}

export function tickLabel(text: string, confidence: number, at: number, line: TextLine): TickLabel {
  const number = parseNumber(text, true);
  return { text, confidence, number: number?.value ?? null, unit: number?.unit ?? null, at, line };
}

/** Finds the pixels that labels mark and fits the scale. */
export function axisFromLabels(
  raster: Raster,
  plot: PlotArea,
  page: Rgb,
  found: TickLabel[],
  side: Side,
): ReadAxis {
  const labels = withoutStrays(found);
  mendSiblings(labels);
  snapToMarks(labels, markPositions(raster, plot, page, side), side);
  const dates = readMonths(labels);
  const names = dates ?? readCalendarNames(labels);
  if (names !== null) {
    labels.forEach((label, i) => {
      label.text = names[i] ?? label.text;
      label.number = null;
    });
    return { labels, scale: null, isDate: dates !== null, unit: null };
  }
  const readings: Reading[] = labels.flatMap((l) =>
    l.number === null ? [] : [{ at: l.at, value: l.number, weight: l.confidence }],
  );
  const scale = readings.length >= 2 && readings.length * 2 >= labels.length ? fitAxis(readings) : null;
  const units = labels.map((l) => l.unit).filter((u) => u !== null);
  return { labels, scale, isDate: false, unit: units.length * 2 > labels.length ? (units[0] ?? null) : null };
}

async function readAgain(raster: Raster, label: TickLabel, ocr: Pick<Ocr, 'readLine'>): Promise<void> {
  const again = await readText(raster, label.line, ocr, 'number');
  const number = parseNumber(again.text, true);
  if (!number) return;
  label.number = number.value;
  label.unit = number.unit;
  label.confidence = Math.min(again.confidence, 0.8);
}

/** Pixels of grid lines and of the small marks outside the axis. */
export function markPositions(raster: Raster, plot: PlotArea, page: Rgb, side: Side): number[] {
  const grid = (side === 'left' ? plot.rows : plot.columns).map((r) => r.at);
  const { box } = plot;
  const [from, to] = side === 'left' ? [box.top - 3, box.bottom + 3] : [box.left - 3, box.right + 3];
  const dark = (at: number) => {
    if (side === 'left') {
      const x = box.left - 4;
      return x >= 0 && at >= 0 && at < raster.height && distance(pixelAt(raster, x, at), page) > 50;
    }
    const y = box.bottom + 3;
    return y < raster.height && at >= 0 && at < raster.width && distance(pixelAt(raster, at, y), page) > 50;
  };
  const marks: number[] = [];
  for (let at = from; at <= to; at++) {
    if (!dark(at)) continue;
    let end = at;
    while (end + 1 <= to && dark(end + 1)) end++;
    if (end - at < 5) marks.push((at + end + 1) / 2);
    at = end;
  }
  return [...marks, ...grid];
}

/** Moves labels onto the marks beside them; one without a mark moves as far as the others did. */
function snapToMarks(labels: TickLabel[], marks: number[], side: Side): void {
  const reach = (l: TickLabel) => Math.max(3, l.line.size * (side === 'left' ? 0.55 : 0.6));
  const near = labels.map(({ at }) =>
    marks.reduce<number | null>(
      (best, m) => (best === null || Math.abs(m - at) < Math.abs(best - at) ? m : best),
      null,
    ),
  );
  const moves = labels.map((label, i) => {
    const mark = near[i] ?? null;
    return mark !== null && Math.abs(mark - label.at) <= reach(label) ? mark - label.at : null;
  });
  const known = moves.filter((m) => m !== null).sort((a, b) => a - b);
  if (known.length < 2 || known.length * 2 < labels.length) return;
  const usual = known[known.length >> 1] ?? 0;
  labels.forEach((label, i) => {
    const move = moves[i] ?? null;
    const mark = near[i] ?? null;
    // The first and the last number may be pushed inwards so that they do not stick out: their mark stays above them.
    const isAbove =
      side === 'below' && mark !== null && mark >= label.line.left - 3 && mark <= label.line.right + 3;
    if (isAbove && label.number !== null) label.at = mark;
    else label.at += move !== null && Math.abs(move - usual) < 2.5 ? move : usual;
  });
}
