import type { TextLayout } from './layout.ts';
import type { Ocr } from './ocr.ts';
import { type Box, boxHeight, boxWidth, type Raster, type Rgb } from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import { readSlanted, type SlantedLabel } from './slanted-labels.ts';
import { readLevelLabels, type TickLabel, tickLabel } from './ticks.ts';

/** Labels of the horizontal axis and the lowest pixel they reach. */
export interface LabelsBelow {
  labels: TickLabel[];
  bottom: number;
}

const slants = [90, 45, 30, 60];
const goodReading = 0.75;
/** Labels read worse than this are left out: wrong names do more harm than none. */
const leastReading = 0.45;

/** Reads the labels under a plot, whether they lie level, stand upright or are slanted to make room. */
export async function readLabelsBelow(
  raster: Raster,
  plot: PlotArea,
  page: Rgb,
  layout: TextLayout,
  marks: number[],
  ocr: Ocr,
): Promise<LabelsBelow> {
  const first = layout.below[0] ?? [];
  const near = (box: Box) => box.top - plot.box.bottom < raster.height * 0.06 + 8;
  const isLevel = first.some(near);
  const probe = { readLine: ocr.probeLine };
  const probed = isLevel ? await readLevelLabels(raster, first, 'below', probe) : [];
  const levelQuality = quality(probed);
  const turned = layout.belowTurned.filter(near).length;
  const bottom = Math.max(plot.box.bottom, ...first.filter(near).map((l) => l.bottom));
  const crowded = layout.below.filter((row) => row.some(near)).length >= 3;
  const wellRead = levelQuality >= (crowded ? goodReading : 0.5) && probed.length >= 2;
  const readLevel = () => readLevelLabels(raster, first, 'below', ocr);
  if (wellRead && turned < 2) return { labels: await readLevel(), bottom };
  const other = await slanted(raster, plot, page, marks, turned >= 2 ? 0 : levelQuality + 0.15, ocr);
  if (other) return other;
  return { labels: levelQuality >= leastReading ? await readLevel() : [], bottom };
}

/** Mean confidence of labels that hold a letter or digit; labels without count as unread. */
function quality(labels: { text: string; confidence: number }[]): number {
  const worth = labels.map((l) => (/[\p{L}\p{N}]/u.test(l.text) ? l.confidence : 0));
  // Names and ticks differ from each other; what repeats is misread.
  const distinct = new Set(labels.map((l) => l.text)).size / Math.max(1, labels.length);
  return (distinct * worth.reduce((s, w) => s + w, 0)) / Math.max(1, worth.length);
}

async function slanted(
  raster: Raster,
  plot: PlotArea,
  page: Rgb,
  marks: number[],
  toBeat: number,
  ocr: Ocr,
): Promise<LabelsBelow | null> {
  const { box } = plot;
  const strip: Box = {
    left: Math.max(0, box.left - Math.round(boxHeight(box) * 0.25)),
    right: Math.min(raster.width, box.right + Math.round(boxWidth(box) * 0.05)),
    top: Math.min(raster.height - 1, box.bottom + 4),
    bottom: Math.min(raster.height, box.bottom + Math.round(raster.height * 0.3)),
  };
  if (boxHeight(strip) < 15) return null;
  for (const degrees of slants) {
    const read = await readSlanted(raster, strip, page, degrees, ocr);
    const good = read.filter((l) => l.confidence > 0.5 && /[\p{L}\p{N}]/u.test(l.text));
    const rows = sameBand(good);
    if (rows.length < 2 || rows.length < read.length * 0.4 || quality(rows) < Math.max(0.65, toBeat))
      continue;
    const anchors = anchorOf(rows, marks);
    for (const label of rows) Object.assign(label, await label.read());
    const labels = rows.map((l) =>
      // A tick's mark lies beside the end of a turned label and looks like a dash.
      tickLabel(l.text.replace(/ ?[-.:]$/, ''), l.confidence, anchors(l), {
        left: l.center.x - l.size,
        right: l.center.x + l.size,
        top: strip.top,
        bottom: l.center.y,
        size: l.size,
        parts: 2,
      }),
    );
    const bottom = Math.max(...rows.map((l) => 2 * l.center.y - l.end.y + l.size * 0.5));
    return { labels, bottom };
  }
  return null;
}

/** Labels start right under the axis; the axis' own name further down does not belong to them. */
function sameBand(labels: SlantedLabel[]): SlantedLabel[] {
  const top = Math.min(...labels.map((l) => l.end.y));
  return labels.filter((l) => l.end.y - top < 3.5 * l.size);
}

/** Slanted labels end at the tick that they mark; only where ticks clearly say otherwise, their middle stands under it. */
function anchorOf(labels: SlantedLabel[], marks: number[]): (label: SlantedLabel) => number {
  const off = (at: (l: SlantedLabel) => number) =>
    labels.reduce((sum, l) => sum + Math.min(40, ...marks.map((m) => Math.abs(m - at(l)))), 0);
  const middle = (l: SlantedLabel) => l.center.x;
  const end = (l: SlantedLabel) => l.end.x;
  return marks.length > 1 && off(middle) < off(end) * 0.7 ? middle : end;
}
