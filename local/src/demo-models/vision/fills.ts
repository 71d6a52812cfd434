import { type Box, boxHeight, boxWidth, chroma, distance, pixelAt, type Raster, type Rgb } from './pixels.ts';
import type { PlotArea } from './plot-area.ts';

/** Areas of flat colour inside a box, as bars and slices have them. */
export interface FillMap {
  box: Box;
  colors: Rgb[];
  /** Per pixel of the box 0 for none, `paper` for the background, else the colour's number plus one. */
  ids: Uint8Array;
}

/** Marks background pixels in `FillMap.ids`. */
export const paper = 255;

const flatLimit = 12;
const clusterRadius = 30;
const mostColors = 10;

/** Finds the flat colours of a box, its background left out, and which pixels have them. */
export function findFills(raster: Raster, plot: PlotArea, skip: Box[]): FillMap {
  const { box, background } = plot;
  // Thick grid lines are flat too.
  const isGrid = (c: Rgb) =>
    [...plot.rows, ...plot.columns].some((r) => chroma(c) < 25 && distance(r.color, c) < 20);
  const width = boxWidth(box);
  const height = boxHeight(box);
  const apart = Math.max(16, Math.min(28, distanceToNearestGrey(background)));
  const skipped = (x: number, y: number) =>
    skip.some((b) => x >= b.left && x < b.right && y >= b.top && y < b.bottom);
  const bins = new Map<number, { n: number; sum: [number, number, number] }>();
  for (let y = box.top + 1; y < box.bottom - 3; y++) {
    for (let x = box.left + 1; x < box.right - 3; x++) {
      const here = pixelAt(raster, x, y);
      if (distance(here, background) < apart || skipped(x, y) || !isFlat(raster, here, x, y)) continue;
      const [r, g, b] = here;
      const key = ((r >> 4) << 8) | ((g >> 4) << 4) | (b >> 4);
      const bin = bins.get(key) ?? { n: 0, sum: [0, 0, 0] };
      bin.n++;
      bin.sum[0] += r;
      bin.sum[1] += g;
      bin.sum[2] += b;
      bins.set(key, bin);
    }
  }
  const fewest = Math.max(12, width * height * 0.0003);
  const colors: Rgb[] = [];
  for (const { n, sum } of [...bins.values()].sort((a, b) => b.n - a.n)) {
    const color: Rgb = [sum[0] / n, sum[1] / n, sum[2] / n];
    if (n < fewest || colors.length >= mostColors) break;
    if (colors.every((c) => distance(c, color) > clusterRadius) && !isGrid(color)) colors.push(color);
  }
  const ids = new Uint8Array(width * height);
  if (colors.length > 0) {
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (skipped(box.left + x, box.top + y)) continue;
        const here = pixelAt(raster, box.left + x, box.top + y);
        const id = nearestColor(here, colors, background) + 1;
        ids[y * width + x] = id === 0 && distance(here, background) < 14 ? paper : id;
      }
    }
  }
  return { box, colors, ids };
}

/** Share of the box that flat colours cover: areas, cells and slices cover much, lines hardly anything. */
export function coverage({ ids }: FillMap): number {
  return ids.reduce((n, id) => n + (id > 0 && id !== paper ? 1 : 0), 0) / Math.max(1, ids.length);
}

function isFlat(raster: Raster, here: Rgb, x: number, y: number): boolean {
  return (
    distance(here, pixelAt(raster, x + 1, y)) < flatLimit &&
    distance(here, pixelAt(raster, x, y + 1)) < flatLimit &&
    distance(here, pixelAt(raster, x + 2, y + 2)) < flatLimit &&
    distance(here, pixelAt(raster, x + 3, y)) < flatLimit
  );
}

function nearestColor(here: Rgb, colors: Rgb[], background: Rgb): number {
  let best = -1;
  let least = Math.min(clusterRadius, distance(here, background));
  for (let i = 0; i < colors.length; i++) {
    const color = colors[i];
    const off = color ? distance(here, color) : Number.POSITIVE_INFINITY;
    if (off < least) {
      least = off;
      best = i;
    }
  }
  return best;
}

/** Pale panels need a finer limit than white paper does. */
function distanceToNearestGrey(background: Rgb): number {
  return distance(background, [255, 255, 255]) < 4 ? 28 : 22;
}
