import type { Ocr } from './ocr.ts';
import { boxWidth, type Raster } from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import type { TextLine } from './text-lines.ts';
import type { ReadAxis } from './ticks.ts';
import { readText } from './ticks.ts';

/** Adds what matplotlib writes at the end of an axis whose numbers are all near a large one: `+2e3` under `2 4 6`. */
export async function addOffset(
  axis: ReadAxis,
  raster: Raster,
  plot: PlotArea,
  below: readonly TextLine[],
  ocr: Ocr,
): Promise<void> {
  const { scale } = axis;
  if (scale?.kind !== 'linear') return;
  for (const line of below) {
    const isAtEnd = Math.abs(line.right - plot.box.right) < 3 * line.size && boxWidth(line) < 6 * line.size;
    if (!isAtEnd) continue;
    const offset = parseOffset((await readText(raster, line, ocr)).text);
    if (offset === null) continue;
    axis.scale = {
      ...scale,
      toValue: (pixel) => scale.toValue(pixel) + offset,
      toPixel: (value) => scale.toPixel(value - offset),
    };
    for (const label of axis.labels) if (label.number !== null) label.number += offset;
    return;
  }
}

/** The number in `+2e3` or `+1.99e3`; null for anything else. */
export function parseOffset(text: string): number | null {
  const match = /^[+t]\s?(\d(?:\.\d+)?)\s?e\s?(\d{1,2})$/.exec(text.trim());
  return match ? Number(match[1]) * 10 ** Number(match[2]) : null;
}
