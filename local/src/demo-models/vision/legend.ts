import { commonColors, gridPoints } from './backdrop.ts';
import { type Box, distance, growBox, pixelAt, type Raster, type Rgb, unionBox } from './pixels.ts';
import type { TextLine } from './text-lines.ts';

/** A colour sample with the text beside it, not read yet. */
export interface LegendEntry {
  color: Rgb;
  swatch: Box;
  line: TextLine;
}

/** Ink of a colour sample differs at least so much from what the legend stands on. */
const inkDistance = 40;

/** Finds legend entries: texts with a short line, square or marker of one colour left of them. */
export function findLegend(raster: Raster, lines: TextLine[]): LegendEntry[] {
  const found = lines.map((line) => swatchBeside(raster, line)).filter((e) => e !== null);
  const sizes = found.map((e) => e.line.size).sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  const entries = found.filter((e) => e.line.size <= 1.8 * usual && e.line.size >= 0.5 * usual);
  if (entries.length < 2) return entries;
  return entries.filter((entry) =>
    entries.some((other) => other !== entry && (sameColumn(entry, other) || sameRow(entry, other))),
  );
}

/** What a legend covers: nothing below it is data. */
export function legendBoxes(entries: LegendEntry[], raster: Raster): Box[] {
  return entries.map((e) => growBox(unionBox(e.swatch, e.line), Math.ceil(e.line.size * 0.25), raster));
}

function sameColumn(a: LegendEntry, b: LegendEntry): boolean {
  return Math.abs(a.swatch.left - b.swatch.left) <= 3 || Math.abs(a.line.left - b.line.left) <= 3;
}

function sameRow(a: LegendEntry, b: LegendEntry): boolean {
  return Math.abs(middle(a.line) - middle(b.line)) < 0.5 * a.line.size;
}

function middle(line: TextLine): number {
  return (line.top + line.bottom) / 2;
}

function swatchBeside(raster: Raster, line: TextLine): LegendEntry | null {
  const around = growBox(line, 2, raster);
  const background = commonColors(raster, gridPoints(around, 1), 1)[0]?.color;
  if (!background) return null;
  const { size } = line;
  const center = middle(line);
  const rows = {
    top: Math.max(0, Math.round(center - size * 0.35)),
    bottom: Math.min(raster.height, Math.round(center + size * 0.35)),
  };
  const inkAt = (x: number) => {
    for (let y = rows.top; y < rows.bottom; y++)
      if (distance(pixelAt(raster, x, y), background) > inkDistance) return true;
    return false;
  };
  let x = Math.floor(line.left - 1);
  // The smoothed edge of the first letter is no swatch.
  while (x > line.left - 4 && inkAt(x)) x--;
  const nearest = line.left - size * 2.4;
  while (x > nearest && x > 0 && !inkAt(x)) x--;
  if (x <= nearest || x <= 0) return null;
  const right = x + 1;
  const farthest = right - size * 5.2;
  let left = right;
  let gap = 0;
  while (x > 0 && x > farthest && gap <= Math.max(2, size * 0.3)) {
    if (inkAt(x)) {
      left = x;
      gap = 0;
    } else gap++;
    x--;
  }
  if (x <= farthest || right - left < size * 0.35) return null;
  const swatch: Box = { left, right, ...rows };
  if (standsTall(raster, swatch, background, size)) return null;
  const color = strongest(raster, swatch, background);
  return color ? { color, swatch, line } : null;
}

/** A bar or a line of the chart that happens to pass there goes on above or below. */
function standsTall(raster: Raster, swatch: Box, background: Rgb, size: number): boolean {
  const column = Math.round((swatch.left + swatch.right) / 2);
  const center = Math.round((swatch.top + swatch.bottom) / 2);
  const ink = (y: number) =>
    y >= 0 && y < raster.height && distance(pixelAt(raster, column, y), background) > inkDistance;
  let up = center;
  while (center - up < size * 1.4 && ink(up)) up--;
  let down = center;
  while (down - center < size * 1.4 && ink(down)) down++;
  return center - up > size * 0.95 || down - center > size * 0.95;
}

function strongest(raster: Raster, swatch: Box, background: Rgb): Rgb | null {
  const ink: [number, number][] = [];
  let most = 0;
  for (const [x, y] of gridPoints(swatch, 1)) {
    const off = distance(pixelAt(raster, x, y), background);
    if (off > inkDistance) ink.push([x, y]);
    most = Math.max(most, off);
  }
  const strong = ink.filter(([x, y]) => distance(pixelAt(raster, x, y), background) > 0.8 * most);
  return commonColors(raster, strong, 4)[0]?.color ?? null;
}
