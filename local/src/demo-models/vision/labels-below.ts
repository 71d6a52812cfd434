import type { TextLayout } from './layout.ts';
import { cleanText } from './mend-labels.ts';
import type { Ocr } from './ocr.ts';
import {
  type Box,
  boxHeight,
  boxWidth,
  cropRaster,
  growBox,
  type Raster,
  type Rgb,
  turnClockwise,
} from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import { readSlanted, type SlantedLabel } from './slanted-labels.ts';
import { markPositions, readLevelLabels, type TickLabel, tickLabel } from './ticks.ts';

/** Labels of the horizontal axis and the lowest pixel they reach. */
export interface LabelsBelow {
  labels: TickLabel[];
  bottom: number;
}

const slants = [45, 30, 60];
const goodReading = 0.75;

/** Reads the labels under a plot, whether they lie level, stand upright or are slanted to make room. */
export async function readLabelsBelow(
  raster: Raster,
  plot: PlotArea,
  page: Rgb,
  layout: TextLayout,
  ocr: Ocr,
): Promise<LabelsBelow> {
  const first = layout.below[0] ?? [];
  const near = (box: Box) => box.top - plot.box.bottom < raster.height * 0.06 + 8;
  const turned = layout.belowTurned.filter(near);
  const level = first.some(near) ? await readLevelLabels(raster, first, 'below', ocr) : [];
  const levelQuality = quality(level);
  if (turned.length >= 2 && turned.length > level.length * 0.5) {
    const labels = await readUpright(raster, turned, ocr);
    const bottom = Math.max(...turned.map((b) => b.bottom));
    if (quality(labels) > Math.min(levelQuality, goodReading)) return { labels, bottom };
  }
  const best: LabelsBelow = {
    labels: level,
    bottom: Math.max(plot.box.bottom, ...first.filter(near).map((l) => l.bottom)),
  };
  if (levelQuality >= goodReading && level.length >= 2) return best;
  return (await slanted(raster, plot, page, levelQuality, ocr)) ?? best;
}

/** Mean confidence of labels that hold a letter or digit; labels without count as unread. */
function quality(labels: { text: string; confidence: number }[]): number {
  const worth = labels.map((l) => (/[\p{L}\p{N}]/u.test(l.text) ? l.confidence : 0));
  return worth.reduce((s, w) => s + w, 0) / Math.max(1, worth.length);
}

async function readUpright(raster: Raster, boxes: Box[], ocr: Ocr): Promise<TickLabel[]> {
  const labels: TickLabel[] = [];
  for (const box of [...boxes].sort((a, b) => a.left - b.left).slice(0, 60)) {
    const size = boxWidth(box);
    const tile = turnClockwise(cropRaster(raster, growBox(box, Math.max(2, Math.ceil(size * 0.25)), raster)));
    const read = await ocr.readLine(tile, 'any', size);
    const text = cleanText(read.text);
    const line = { ...box, size, parts: 2 };
    if (text !== '') labels.push(tickLabel(text, read.confidence, (box.left + box.right) / 2, line));
  }
  return labels;
}

async function slanted(
  raster: Raster,
  plot: PlotArea,
  page: Rgb,
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
    const anchors = anchorOf(rows, markPositions(raster, plot, page, 'below'));
    const labels = rows.map((l) =>
      tickLabel(l.text, l.confidence, anchors(l), {
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

/** Slanted labels mark a tick with their middle or with their end: whichever is nearer to the ticks. */
function anchorOf(labels: SlantedLabel[], marks: number[]): (label: SlantedLabel) => number {
  const off = (at: (l: SlantedLabel) => number) =>
    labels.reduce((sum, l) => sum + Math.min(40, ...marks.map((m) => Math.abs(m - at(l)))), 0);
  const middle = (l: SlantedLabel) => l.center.x;
  const end = (l: SlantedLabel) => l.end.x;
  return marks.length > 0 && off(end) < off(middle) * 0.7 ? end : middle;
}
