import { type Box, boxHeight, boxWidth, chroma, distance, pixelAt, type Raster, type Rgb } from './pixels.ts';

/** A colour that many pixels share, and the share of the pixels looked at. */
export interface CommonColor {
  color: Rgb;
  share: number;
}

/** Panels are grey or pale. */
const mostChroma = 60;

/** Pixels this close count as the same flat colour; JPEG noise on flat areas stays below. */
export const sameColor = 14;

/** The commonest colours of a set of pixels, found in a 4-bit histogram and averaged, strongest first. */
export function commonColors(
  raster: Raster,
  points: Iterable<readonly [number, number]>,
  most: number,
): CommonColor[] {
  const bins = new Map<number, { n: number; r: number; g: number; b: number }>();
  let total = 0;
  for (const [x, y] of points) {
    const [r, g, b] = pixelAt(raster, x, y);
    const key = ((r >> 4) << 8) | ((g >> 4) << 4) | (b >> 4);
    const bin = bins.get(key) ?? { n: 0, r: 0, g: 0, b: 0 };
    bin.n++;
    bin.r += r;
    bin.g += g;
    bin.b += b;
    bins.set(key, bin);
    total++;
  }
  const found: CommonColor[] = [];
  for (const bin of [...bins.values()].sort((a, b) => b.n - a.n)) {
    const color: Rgb = [bin.r / bin.n, bin.g / bin.n, bin.b / bin.n];
    const near = found.find((f) => distance(f.color, color) < sameColor);
    if (near) near.share += bin.n / total;
    else if (found.length < most) found.push({ color, share: bin.n / total });
  }
  return found.sort((a, b) => b.share - a.share);
}

/** The paper: the commonest colour along the picture's border. */
export function pageColor(raster: Raster): CommonColor {
  const points: [number, number][] = [];
  const { width, height } = raster;
  const depth = Math.max(1, Math.min(4, width >> 3, height >> 3));
  for (let d = 0; d < depth; d++) {
    for (let x = 0; x < width; x++) points.push([x, d], [x, height - 1 - d]);
    for (let y = 0; y < height; y++) points.push([d, y], [width - 1 - d, y]);
  }
  return commonColors(raster, points, 8)[0] ?? { color: [255, 255, 255], share: 0 };
}

/** Every pixel of a box on a grid of the given step. */
export function* gridPoints(box: Box, step: number): Generator<readonly [number, number]> {
  for (let y = box.top; y < box.bottom; y += step)
    for (let x = box.left; x < box.right; x += step) yield [x, y];
}

/**
 * The filled panel that some styles lay under the data (ggplot, seaborn's darkgrid), or null when the plot has the page's colour.
 */
export function filledPanel(raster: Raster, page: Rgb): { box: Box; color: Rgb } | null {
  const { width, height } = raster;
  const middle: Box = {
    left: Math.round(width * 0.2),
    right: Math.round(width * 0.8),
    top: Math.round(height * 0.2),
    bottom: Math.round(height * 0.8),
  };
  const candidates = commonColors(raster, gridPoints(middle, 2), 4).filter(
    (c) => c.share >= 0.12 && distance(c.color, page) >= 10 && chroma(c.color) < mostChroma,
  );
  let best: { box: Box; color: Rgb } | null = null;
  for (const { color } of candidates) {
    const box = extentOf(raster, color, Math.max(4, Math.min(sameColor, distance(color, page) / 2)));
    const big = boxWidth(box) > width * 0.4 && boxHeight(box) > height * 0.4;
    const inside = box.left > 2 || box.bottom < height - 2;
    // Between bars the paper shows; a panel covers it.
    const limit = Math.min(sameColor, distance(color, page) / 3);
    if (!big || !inside || shareOf(raster, box, page, limit) >= 0.12) continue;
    if (!best || area(box) > area(best.box)) best = { box, color };
  }
  return best;
}

function area(box: Box): number {
  return boxWidth(box) * boxHeight(box);
}

/** Between bars little of a panel shows. */
const fewest = 0.14;

/** The box of the rows and columns that show enough of a colour. */
function extentOf(raster: Raster, color: Rgb, limit: number): Box {
  const { width, height } = raster;
  const columns = new Uint32Array(width);
  const rows = new Uint32Array(height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (distance(pixelAt(raster, x, y), color) >= limit) continue;
      columns[x] = (columns[x] ?? 0) + 1;
      rows[y] = (rows[y] ?? 0) + 1;
    }
  }
  return {
    left: firstAbove(columns, height * fewest),
    right: width - firstAbove([...columns].reverse(), height * fewest),
    top: firstAbove(rows, width * fewest),
    bottom: height - firstAbove([...rows].reverse(), width * fewest),
  };
}

function shareOf(raster: Raster, box: Box, color: Rgb, limit: number): number {
  let near = 0;
  let all = 0;
  for (const [x, y] of gridPoints(box, 2)) {
    all++;
    if (distance(pixelAt(raster, x, y), color) < limit) near++;
  }
  return near / Math.max(1, all);
}

function firstAbove(counts: ArrayLike<number>, limit: number): number {
  for (let i = 0; i < counts.length; i++) if ((counts[i] ?? 0) > limit) return i;
  return counts.length;
}
