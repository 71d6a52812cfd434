import type { Component } from './components.ts';
import type { Disc, Slice } from './disc.ts';
import { isColored } from './layout.ts';
import type { LegendEntry } from './legend.ts';
import { boxHeight, boxWidth, distance, pixelAt, type Raster, type Rgb } from './pixels.ts';
import { groupIntoLines, letterParts, type TextLine } from './text-lines.ts';

const wordGap = 0.75;

/** Texts outside the disc, without the samples of a legend and the lines that lead to labels. */
export function textsAround(raster: Raster, page: Rgb, disc: Disc, slices: Slice[]): TextLine[] {
  const region = { left: 0, top: 0, right: raster.width, bottom: raster.height };
  const away = (x: number, y: number) => Math.hypot(x - disc.x, y - disc.y) / disc.radius;
  const accept = (pixel: Rgb, x: number, y: number) => away(x, y) > 1.012 && !isColored(pixel, page);
  const isLeader = (part: Component) => {
    const x = Math.max(part.left, Math.min(part.right, disc.x));
    const y = Math.max(part.top, Math.min(part.bottom, disc.y));
    const isThin = boxHeight(part) <= 3 && boxWidth(part) > 9;
    const filled = part.area / (boxWidth(part) * boxHeight(part));
    // A name may stand close to the rim too, but its letters fill their boxes.
    return isThin || filled < (away(x, y) < 1.05 ? 0.3 : 0.16);
  };
  const isSample = (part: Component) => {
    const [w, h] = [boxWidth(part), boxHeight(part)];
    if (w < 5 || h < 5 || part.area < 0.7 * w * h) return false;
    const middle = pixelAt(raster, (part.left + part.right) >> 1, (part.top + part.bottom) >> 1);
    return slices.some((slice) => distance(slice.color, middle) < 24);
  };
  const parts = letterParts(raster, { region, background: page, gap: wordGap, accept });
  return groupIntoLines(
    parts.filter((part) => !isLeader(part) && !isSample(part)),
    wordGap,
  ).filter((line) => line.size >= 5 && (line.parts > 1 || boxWidth(line) < 3 * line.size));
}

/** The entry of a legend whose text this is: left of it, before any other text, stands a sample of a slice's colour. */
export function sampleBeside(
  raster: Raster,
  disc: Disc,
  slices: Slice[],
  line: TextLine,
  lines: TextLine[],
): LegendEntry | null {
  const isBefore = (other: TextLine) =>
    other.right <= line.left && other.top < line.bottom && other.bottom > line.top;
  const reach = Math.max(0, line.left - 5 * line.size, ...lines.filter(isBefore).map((o) => o.right + 1));
  const counts = slices.map(() => ({ n: 0, left: line.left, right: 0 }));
  for (let y = line.top; y < line.bottom; y++) {
    for (let x = Math.floor(reach); x < line.left - 1; x++) {
      if (Math.hypot(x - disc.x, y - disc.y) < disc.radius * 1.03) continue;
      const pixel = pixelAt(raster, x, y);
      const offs = slices.map((slice) => distance(slice.color, pixel));
      const count = counts[offs.indexOf(Math.min(...offs))];
      if (!count || Math.min(...offs) > 36) continue;
      count.n++;
      count.left = Math.min(count.left, x);
      count.right = Math.max(count.right, x + 1);
    }
  }
  const best = counts.reduce((most, one, i) => (one.n > (counts[most]?.n ?? 0) ? i : most), 0);
  const { n, left, right } = counts[best] ?? { n: 0, left: 0, right: 0 };
  const color = slices[best]?.color;
  if (!color || n < Math.max(5, 0.12 * line.size ** 2) || line.left - right > 2.6 * line.size) return null;
  return { color, line, swatch: { left, right, top: line.top, bottom: line.bottom } };
}

/** The largest text above the disc, where it is larger than the others or stands alone there. */
export function titleOf(lines: TextLine[], disc: Disc): TextLine | null {
  const above = lines.filter((line) => line.bottom < disc.y - disc.radius && line.parts >= 4);
  const sizes = lines.map((line) => line.size).sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  const [largest] = [...above].sort((a, b) => b.size - a.size || a.top - b.top);
  if (largest && largest.size > 1.08 * usual) return largest;
  // As small as the names, but longer than names are, and above them all.
  const [first] = [...above].sort((a, b) => a.top - b.top);
  return first && first.parts >= 9 ? first : null;
}

/** Whether a text stands near enough to the disc to name a slice. */
export function isBeside(line: TextLine, disc: Disc): boolean {
  const x = Math.max(line.left, Math.min(line.right, disc.x));
  const y = (line.top + line.bottom) / 2;
  return Math.hypot(x - disc.x, y - disc.y) < 2.1 * disc.radius;
}
