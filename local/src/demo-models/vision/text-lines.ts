import { type Component, connectedComponents, type Mask } from './components.ts';
import {
  type Box,
  boxHeight,
  boxWidth,
  distance,
  pixelAt,
  type Raster,
  type Rgb,
  unionBox,
} from './pixels.ts';

/** Letters found side by side: one label, title or word. */
export interface TextLine extends Box {
  /** Height of the tallest letter, in pixels. */
  size: number;
  parts: number;
}

interface Search {
  region: Box;
  background: Rgb;
  /** Widest gap inside one line, as a multiple of the letter height; a space is about 0.6. */
  gap: number;
  /** A pixel counts as ink only when this agrees, e.g. to leave coloured lines and markers out. */
  accept?: (pixel: Rgb, x: number, y: number) => boolean;
}

const inkDistance = 60;
const tallestLetter = 64;
const mostParts = 4_000;

/** The parts of a region that have the size of letters, in picture coordinates. */
export function letterParts(raster: Raster, search: Search): Component[] {
  const { region, background, accept } = search;
  const width = Math.max(1, boxWidth(region));
  const height = Math.max(1, boxHeight(region));
  const mask: Mask = { width, height, bits: new Uint8Array(width * height) };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = pixelAt(raster, region.left + x, region.top + y);
      if (distance(pixel, background) < inkDistance) continue;
      if (accept && !accept(pixel, region.left + x, region.top + y)) continue;
      mask.bits[y * width + x] = 1;
    }
  }
  return connectedComponents(mask)
    .components.filter((part) => {
      const w = boxWidth(part);
      const h = boxHeight(part);
      // The frame of a legend is as large as letters may be, but hollow; its sides alone are too thin for letters.
      const hollow = part.area < w * h * (w > 40 && h > 25 ? 0.35 : 0.15) && w * h > 700;
      const thin = h > 16 && h > 10 * w;
      return h <= tallestLetter && w <= tallestLetter * 2 && w <= 14 * Math.max(h, 3) && !hollow && !thin;
    })
    .slice(0, mostParts)
    .map((part) => ({
      ...part,
      left: part.left + region.left,
      right: part.right + region.left,
      top: part.top + region.top,
      bottom: part.bottom + region.top,
    }));
}

/** Groups letters into horizontal lines, from top to bottom. */
export function groupIntoLines(parts: Component[], gap: number): TextLine[] {
  const sorted = [...parts].sort((a, b) => a.left - b.left);
  const group = sorted.map((_, i) => i);
  const rootOf = (i: number): number => {
    let at = i;
    while ((group[at] ?? at) !== at) at = group[at] ?? at;
    return at;
  };
  for (let i = 0; i < sorted.length; i++) {
    const a = sorted[i];
    if (!a) continue;
    for (let j = i + 1; j < sorted.length; j++) {
      const b = sorted[j];
      if (!b || b.left - a.right > tallestLetter * 2) break;
      if (joins(a, b, gap)) group[rootOf(j)] = rootOf(i);
    }
  }
  const lines = new Map<number, TextLine>();
  sorted.forEach((part, i) => {
    const root = rootOf(i);
    const line = lines.get(root);
    const size = boxHeight(part);
    if (!line) lines.set(root, { ...box(part), size, parts: 1 });
    else lines.set(root, { ...unionBox(line, part), size: Math.max(line.size, size), parts: line.parts + 1 });
  });
  return mergeNested([...lines.values()])
    .filter((line) => line.size >= 5 && boxWidth(line) >= 2)
    .sort((a, b) => a.top - b.top || a.left - b.left);
}

export function findTextLines(raster: Raster, search: Search): TextLine[] {
  return groupIntoLines(letterParts(raster, search), search.gap);
}

function joins(a: Box, b: Box, gap: number): boolean {
  const tall = Math.max(boxHeight(a), boxHeight(b));
  if (b.left - a.right > gap * tall) return false;
  const overlap = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (overlap >= 0.4 * Math.min(boxHeight(a), boxHeight(b))) return true;
  // A dot above a letter, the bars of an equals sign, a comma under the line.
  const apart = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
  const small = Math.min(boxHeight(a), boxHeight(b));
  return small < 0.45 * tall && apart < 0.25 * tall && b.left < a.right + 0.25 * tall;
}

/** A dot of an i that starts a line of its own belongs to the line whose box it lies in. */
function mergeNested(lines: TextLine[]): TextLine[] {
  const sorted = [...lines].sort((a, b) => boxWidth(b) - boxWidth(a));
  const kept: TextLine[] = [];
  for (const line of sorted) {
    const home = kept.find(
      (k) =>
        line.left >= k.left - 1 &&
        line.right <= k.right + 1 &&
        line.size < 0.5 * k.size &&
        line.top >= k.top - 0.4 * k.size &&
        line.bottom <= k.bottom + 0.4 * k.size,
    );
    if (home) Object.assign(home, unionBox(home, line));
    else kept.push({ ...line });
  }
  return kept;
}

function box({ left, top, right, bottom }: Box): Box {
  return { left, top, right, bottom };
}
