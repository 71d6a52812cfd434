import type { TextLayout } from './layout.ts';
import type { LegendEntry } from './legend.ts';
import { cleanText } from './mend-labels.ts';
import type { Ocr } from './ocr.ts';
import {
  type Box,
  boxHeight,
  boxWidth,
  cropRaster,
  growBox,
  type Raster,
  turnClockwise,
  unionBox,
} from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import type { TextLine } from './text-lines.ts';
import { readText } from './ticks.ts';

/** Texts around a plot that name things. */
export interface Captions {
  title: string | null;
  xLabel: string | null;
  yLabel: string | null;
  /** A factor written beside the axis, as matplotlib's `1e6`. */
  multiplier: number;
}

const leastConfidence = 0.35;

export async function readCaptions(
  raster: Raster,
  plot: PlotArea,
  layout: TextLayout,
  legend: LegendEntry[],
  labelsBottom: number,
  ocr: Ocr,
): Promise<Captions> {
  const taken = new Set(legend.map((e) => e.line));
  const free = (line: TextLine) => !taken.has(line) && !legend.some((e) => inside(line, e.swatch));
  const above = layout.above.filter(free).slice(0, 12);
  const { multiplier, line: factor } = await readMultiplier(raster, plot, above, ocr);
  const titles = titleLines(above.filter((l) => l !== factor && l.parts > 1));
  const middle = (plot.box.left + plot.box.right) / 2;
  const nameRows = layout.below
    .map((row) => row.filter((l) => free(l) && l.top > labelsBottom - 3))
    .filter((row) => {
      const box = row.reduce<Box | null>((b, l) => (b ? unionBox(b, l) : l), null);
      return box !== null && Math.abs((box.left + box.right) / 2 - middle) < boxWidth(plot.box) * 0.3;
    });
  return {
    title: await readJoined(raster, titles, ocr),
    xLabel: await readJoined(raster, nameRows[0] ?? [], ocr),
    yLabel: await readTurned(raster, layout.leftTurned[0], ocr),
    multiplier,
  };
}

/** The largest text above the plot, with the rows of the same size next to it. */
function titleLines(above: TextLine[]): TextLine[] {
  const long = above.filter((l) => boxWidth(l) > 1.5 * l.size);
  const largest = Math.max(0, ...long.map((l) => l.size));
  return long.filter((l) => l.size >= largest * 0.82);
}

async function readJoined(raster: Raster, lines: TextLine[], ocr: Ocr): Promise<string | null> {
  const texts: string[] = [];
  for (const line of lines.slice(0, 4)) {
    const read = await readText(raster, line, ocr);
    const text = cleanText(read.text, 300);
    if (read.confidence >= leastConfidence && /\p{L}{2}|\d/u.test(text)) texts.push(text);
  }
  return texts.length > 0 ? texts.join(' ').slice(0, 300) : null;
}

/** Reads text that runs upwards. */
export async function readTurned(raster: Raster, box: Box | undefined, ocr: Ocr): Promise<string | null> {
  if (!box || boxHeight(box) < 8) return null;
  const size = boxWidth(box);
  const tile = turnClockwise(cropRaster(raster, growBox(box, Math.max(2, Math.ceil(size * 0.25)), raster)));
  const read = await ocr.readLine(tile, 'any', size);
  const text = cleanText(read.text, 300);
  return read.confidence >= leastConfidence && text !== '' ? text : null;
}

async function readMultiplier(raster: Raster, plot: PlotArea, above: TextLine[], ocr: Ocr) {
  for (const line of above) {
    const near =
      plot.box.top - line.bottom < 2 * line.size && Math.abs(line.left - plot.box.left) < 2 * line.size;
    if (!near || boxWidth(line) > 5 * line.size) continue;
    const { text } = await readText(raster, line, ocr);
    const match = /^[1lI]\s?e\s?([-+]?\d{1,2})$/.exec(text.replace(/[−–—]/g, '-'));
    if (match) return { multiplier: 10 ** Number(match[1]), line };
  }
  return { multiplier: 1, line: null };
}

/** The unit in brackets at the end of a label, `Output (TWh)`. */
export function unitOf(label: string | null): string | null {
  return label?.match(/[([]([^()[\]]{1,20})[)\]]\s*$/)?.[1]?.trim() ?? null;
}

function inside(line: Box, box: Box): boolean {
  return (
    line.left >= box.left - 2 &&
    line.right <= box.right + 2 &&
    line.top >= box.top - 4 &&
    line.bottom <= box.bottom + 4
  );
}
