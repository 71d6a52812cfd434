import type { Panel } from '@snaprun/core/spec';
import { gridPoints } from './backdrop.ts';
import { cleanText } from './mend-labels.ts';
import type { Ocr } from './ocr.ts';
import { chroma, pixelAt, type Raster, type Rgb } from './pixels.ts';
import { emptyPanel } from './spec-parts.ts';
import { findTextLines } from './text-lines.ts';
import { readText } from './ticks.ts';

const mostLines = 60;

/** Reads a picture without plot or table as lines of text; when there is hardly any, it is `unknown`. */
export async function readPlainText(raster: Raster, page: Rgb, ocr: Ocr): Promise<Panel> {
  const region = { left: 0, top: 0, right: raster.width, bottom: raster.height };
  const lines = findTextLines(raster, { region, background: page, gap: 1.4 });
  const text: string[] = [];
  const confidences: number[] = [];
  for (const line of lines.slice(0, mostLines)) {
    const read = await readText(raster, line, ocr);
    const clean = cleanText(read.text, 300);
    if (read.confidence < 0.5 || clean.length < 2) continue;
    text.push(clean);
    confidences.push(read.confidence);
  }
  const words = text.join(' ').split(' ').length;
  if (words < 5 || coloredShare(raster) > 0.02 || text.length * 2 < Math.min(lines.length, mostLines))
    return { ...emptyPanel('unknown', 0.2), text };
  const mean = confidences.reduce((s, c) => s + c, 0) / confidences.length;
  return { ...emptyPanel('text', Math.min(0.8, mean)), text };
}

/** A page of text has hardly any colour; a chart that was not understood has. */
function coloredShare(raster: Raster): number {
  let colored = 0;
  let all = 0;
  for (const [x, y] of gridPoints({ left: 0, top: 0, right: raster.width, bottom: raster.height }, 3)) {
    all++;
    if (chroma(pixelAt(raster, x, y)) > 60) colored++;
  }
  return colored / Math.max(1, all);
}
