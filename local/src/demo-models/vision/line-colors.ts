import type { Mask } from './components.ts';
import { isColored } from './layout.ts';
import { type Box, boxHeight, boxWidth, chroma, distance, pixelAt, type Raster, type Rgb } from './pixels.ts';
import type { PlotArea } from './plot-area.ts';

/** Pixels of thin drawn things inside a plot, with the colours they were drawn in. */
export interface Strokes {
  box: Box;
  background: Rgb;
  colors: Rgb[];
  masks: Mask[];
}

const faintest = 34;
const mostColors = 8;

/**
 * Separates thin lines by colour.
 *
 * A smoothed line pixel is a blend of the line's colour and the background, so it lies on the straight line between the two in
 * RGB; what counts is how far a pixel is from that line, not how far it is from the colour.
 */
export function findStrokes(raster: Raster, plot: PlotArea, skip: Box[], known: Rgb[]): Strokes {
  const { box, background } = plot;
  const usable = usablePixels(raster, plot, skip);
  const fewest = boxWidth(box) * 0.18;
  const colors: Rgb[] = [];
  const left = new Set(usable);
  const take = (color: Rgb): number => {
    let taken = 0;
    for (const i of left) {
      const pixel = pixelAt(raster, box.left + (i % boxWidth(box)), box.top + Math.floor(i / boxWidth(box)));
      if (!isShadeOf(pixel, color, background)) continue;
      left.delete(i);
      taken++;
    }
    return taken;
  };
  for (const color of known) {
    if (distance(color, background) > faintest && !nearAny(color, colors, 12)) colors.push(color);
    take(color);
  }
  for (let round = 0; round < 12 && colors.length < mostColors && left.size > fewest; round++) {
    const color = strongestColor(raster, box, background, left);
    if (!color) break;
    if (take(color) >= fewest && strong(color, background) && !nearAny(color, colors)) colors.push(color);
  }
  return { box, background, colors, masks: masksOf(raster, box, background, colors, usable) };
}

/** Pale greys are what grid lines leave behind. */
function strong(color: Rgb, background: Rgb): boolean {
  return distance(color, background) > (isColored(color, background) ? 60 : 95);
}

/** Also the palest blends, so that what smoothing and JPEG leave around a line is not taken for another line. */
function isShadeOf(pixel: Rgb, color: Rgb, background: Rgb): boolean {
  const mix = mixture(pixel, color, background);
  return mix.alpha > 0.06 && mix.alpha < 1.4 && mix.off < 22 + 0.1 * mix.alpha * mix.size;
}

function nearAny(color: Rgb, colors: Rgb[], limit = 60): boolean {
  return colors.some((c) => distance(c, color) < limit);
}

/** How much of the colour is in the pixel (0.3..1.35), or null when it is no blend of colour and background. */
export function blend(pixel: Rgb, color: Rgb, background: Rgb): { alpha: number; off: number } | null {
  const { alpha, off, size } = mixture(pixel, color, background);
  if (alpha < 0.3 || alpha > 1.35) return null;
  return off < 16 + 0.22 * alpha * size ? { alpha, off } : null;
}

function mixture(pixel: Rgb, color: Rgb, background: Rgb): { alpha: number; off: number; size: number } {
  const v = [color[0] - background[0], color[1] - background[1], color[2] - background[2]] as const;
  const p = [pixel[0] - background[0], pixel[1] - background[1], pixel[2] - background[2]] as const;
  const square = Math.max(1, v[0] ** 2 + v[1] ** 2 + v[2] ** 2);
  const alpha = (p[0] * v[0] + p[1] * v[1] + p[2] * v[2]) / square;
  const off = Math.hypot(p[0] - alpha * v[0], p[1] - alpha * v[1], p[2] - alpha * v[2]);
  return { alpha, off, size: Math.sqrt(square) };
}

function usablePixels(raster: Raster, plot: PlotArea, skip: Box[]): number[] {
  const { box, background } = plot;
  const width = boxWidth(box);
  const frame = 2;
  const found: number[] = [];
  for (let y = frame; y < boxHeight(box) - frame; y++) {
    const py = box.top + y;
    const rowRules = plot.rows.filter((r) => Math.abs(py + 0.5 - r.at) <= r.thickness / 2 + 1);
    for (let x = frame; x < width - frame; x++) {
      const px = box.left + x;
      const pixel = pixelAt(raster, px, py);
      const off = distance(pixel, background);
      if (off < faintest) continue;
      if (skip.some((b) => px >= b.left && px < b.right && py >= b.top && py < b.bottom)) continue;
      const onRule = (r: { color: Rgb }) =>
        distance(pixel, r.color) < 45 || (chroma(pixel) < 25 && chroma(r.color) < 25);
      if (rowRules.some(onRule)) continue;
      if (plot.columns.some((c) => Math.abs(px + 0.5 - c.at) <= c.thickness / 2 + 1 && onRule(c))) continue;
      found.push(y * width + x);
    }
  }
  return found;
}

function strongestColor(raster: Raster, box: Box, background: Rgb, pixels: Set<number>): Rgb | null {
  const bins = new Map<number, { n: number; sum: [number, number, number] }>();
  for (const i of pixels) {
    const [r, g, b] = pixelAt(
      raster,
      box.left + (i % boxWidth(box)),
      box.top + Math.floor(i / boxWidth(box)),
    );
    const key = ((r >> 5) << 10) | ((g >> 5) << 5) | (b >> 5);
    const bin = bins.get(key) ?? { n: 0, sum: [0, 0, 0] };
    bin.n++;
    bin.sum[0] += r;
    bin.sum[1] += g;
    bin.sum[2] += b;
    bins.set(key, bin);
  }
  let best: Rgb | null = null;
  let most = 0;
  for (const { n, sum } of bins.values()) {
    const color: Rgb = [sum[0] / n, sum[1] / n, sum[2] / n];
    const score = n * Math.min(1, distance(color, background) / 160) ** 2;
    if (score > most) {
      most = score;
      best = color;
    }
  }
  return best;
}

function masksOf(raster: Raster, box: Box, background: Rgb, colors: Rgb[], usable: number[]): Mask[] {
  const width = boxWidth(box);
  const height = boxHeight(box);
  const masks: Mask[] = colors.map(() => ({ width, height, bits: new Uint8Array(width * height) }));
  for (const i of usable) {
    const pixel = pixelAt(raster, box.left + (i % width), box.top + Math.floor(i / width));
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    colors.forEach((color, c) => {
      const mix = blend(pixel, color, background);
      if (!mix) return;
      const cost = mix.off + 40 * Math.abs(1 - mix.alpha);
      if (cost < least) {
        least = cost;
        best = c;
      }
    });
    const mask = masks[best];
    if (mask) mask.bits[i] = 1;
  }
  return masks;
}
