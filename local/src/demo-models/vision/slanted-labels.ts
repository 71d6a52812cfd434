import sharp from 'sharp';
import { isColored } from './layout.ts';
import { cleanText } from './mend-labels.ts';
import type { Ocr, ReadText } from './ocr.ts';
import { type Box, boxHeight, boxWidth, cropRaster, type Raster, type Rgb } from './pixels.ts';
import { findTextLines } from './text-lines.ts';
import { readText } from './ticks.ts';

export interface SlantedLabel {
  text: string;
  confidence: number;
  /** Centre and right end of the label in the picture. */
  center: { x: number; y: number };
  end: { x: number; y: number };
  size: number;
  /** Reads the text with all care, once the angle has proved right. */
  read(): Promise<ReadText>;
}

/** Probes labels that rise to the right by the given angle, by turning the strip that holds them until they lie level. */
export async function readSlanted(
  raster: Raster,
  strip: Box,
  page: Rgb,
  degrees: number,
  ocr: Ocr,
): Promise<SlantedLabel[]> {
  const part = cropRaster(raster, strip);
  const [r, g, b] = page;
  const { data, info } = await sharp(part.rgb, {
    raw: { width: part.width, height: part.height, channels: 3 },
  })
    .rotate(degrees, { background: { r, g, b } })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const turned: Raster = { width: info.width, height: info.height, rgb: new Uint8Array(data) };
  const lines = findTextLines(turned, {
    region: { left: 0, top: 0, right: turned.width, bottom: turned.height },
    background: page,
    gap: 0.9,
    accept: (pixel) => !isColored(pixel, page),
  }).filter((l) => l.parts >= 1 && boxWidth(l) > 0.4 * l.size);
  const back = (x: number, y: number) => {
    const angle = (-degrees * Math.PI) / 180;
    const dx = x - turned.width / 2;
    const dy = y - turned.height / 2;
    return {
      x: strip.left + boxWidth(strip) / 2 + dx * Math.cos(angle) - dy * Math.sin(angle),
      y: strip.top + boxHeight(strip) / 2 + dx * Math.sin(angle) + dy * Math.cos(angle),
    };
  };
  const labels: SlantedLabel[] = [];
  for (const line of lines.slice(0, 60)) {
    const clean = ({ text, confidence }: ReadText) => ({ text: cleanText(text), confidence });
    const probed = clean(await readText(turned, line, { readLine: ocr.probeLine }));
    if (probed.text === '') continue;
    const y = (line.top + line.bottom) / 2;
    labels.push({
      ...probed,
      read: async () => clean(await readText(turned, line, ocr)),
      center: back((line.left + line.right) / 2, y),
      end: back(line.right, y),
      size: line.size,
    });
  }
  return labels.sort((a, b) => a.center.x - b.center.x);
}
