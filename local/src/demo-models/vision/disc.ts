import { connectedComponents } from './components.ts';
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

/** A filled circle or ring, in pixels. */
export interface Disc {
  x: number;
  y: number;
  radius: number;
  /** Zero for a full disc. */
  hole: number;
}

/** A piece of a disc: angles in turns, clockwise from twelve o'clock. */
export interface Slice {
  from: number;
  share: number;
  color: Rgb;
}

const filledLimit = 26;
/** Text, rules and edges are thinner than twice this and vanish. */
const erosion = 3;
const angles = 1440;

/** Finds the one large disc or ring of a picture, or null: its pieces fill a circle and nothing beyond it. */
export function findDisc(raster: Raster, page: Rgb): Disc | null {
  const { width, height } = raster;
  const filled = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      filled[y * width + x] = distance(pixelAt(raster, x, y), page) > filledLimit ? 1 : 0;
  const bits = new Uint8Array(width * height);
  for (let y = erosion; y < height - erosion; y++) {
    for (let x = erosion; x < width - erosion; x++) {
      const at = (dx: number, dy: number) => filled[(y + dy) * width + x + dx] === 1;
      const e = erosion;
      bits[y * width + x] =
        at(0, 0) &&
        at(e, 0) &&
        at(-e, 0) &&
        at(0, e) &&
        at(0, -e) &&
        at(2, 2) &&
        at(-2, 2) &&
        at(2, -2) &&
        at(-2, -2)
          ? 1
          : 0;
    }
  }
  const { components } = connectedComponents({ width, height, bits });
  const largest = Math.max(0, ...components.map((c) => c.area));
  const pieces = components.filter((c) => c.area >= Math.max(40, 0.03 * largest));
  const [first, ...others] = pieces;
  if (!first || largest < 0.004 * width * height) return null;
  const box = others.reduce<Box>(unionBox, first);
  const [w, h] = [boxWidth(box) + 2 * erosion, boxHeight(box) + 2 * erosion];
  if (w < 40 || w / h > 1.1 || h / w > 1.1) return null;
  const disc = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2, radius: (w + h) / 4, hole: 0 };
  const share = (radius: number) => {
    let found = 0;
    for (let i = 0; i < 120; i++) {
      const [x, y] = pointAt(disc, i / 120, radius * disc.radius);
      if (filled[Math.round(y) * width + Math.round(x)] === 1) found++;
    }
    return found / 120;
  };
  // Full to the edge and empty beyond it; labels may stand there.
  if (share(0.93) < 0.93 || share(0.86) < 0.93 || share(1.07) > 0.3) return null;
  let hole = 0;
  while (hole < 0.86 && share(hole) < 0.5) hole += 0.02;
  return { ...disc, hole: hole < 0.08 ? 0 : hole * disc.radius };
}

function pointAt(disc: { x: number; y: number }, turn: number, radius: number): [number, number] {
  const angle = 2 * Math.PI * turn;
  return [disc.x + radius * Math.sin(angle), disc.y - radius * Math.cos(angle)];
}

/** The slices of a disc: along the circle the median colour of every ray changes from one to the next. */
export function slicesOf(raster: Raster, disc: Disc): Slice[] {
  const rays = Array.from({ length: angles }, (_, i) => rayColor(raster, disc, i / angles));
  const reach = 4;
  const around = (i: number) => rays[(i + angles) % angles] ?? [0, 0, 0];
  const change = rays.map((_, i) => distance(around(i - reach), around(i + reach)));
  const strongest = change.map((off, i) => {
    if (off < 13) return false;
    for (let d = -2 * reach; d <= 2 * reach; d++) {
      const other = change[(i + d + angles) % angles] ?? 0;
      if (other > off || (other === off && d < 0)) return false;
    }
    return true;
  });
  const cuts = strongest.flatMap((is, i) => (is ? [middleOfPlateau(change, i)] : []));
  if (cuts.length < 2) return [];
  const slices = cuts.map((from, i) => {
    const to = cuts[i + 1] ?? (cuts[0] ?? 0) + angles;
    const inner = Array.from({ length: Math.max(1, Math.round(to - from) - 6) }, (_, k) =>
      around(Math.round(from) + 3 + k),
    );
    return { from: from / angles, share: (to - from) / angles, color: medianColor(inner) };
  });
  return mergeAlike(slices.filter((slice) => slice.share > 0.006));
}

/** Both sides of a sharp edge change the same: its place is in the middle. */
function middleOfPlateau(change: number[], start: number): number {
  const top = change[start] ?? 0;
  let end = start;
  while (end - start < 8 && (change[(end + 1) % angles] ?? 0) > 0.97 * top) end++;
  return (start + end) / 2;
}

function mergeAlike(slices: Slice[]): Slice[] {
  const merged: Slice[] = [];
  for (const slice of slices) {
    const last = merged.at(-1);
    if (last && distance(last.color, slice.color) < 11) last.share += slice.share;
    else merged.push({ ...slice });
  }
  const [first, last] = [merged[0], merged.at(-1)];
  if (first && last && merged.length > 2 && distance(first.color, last.color) < 11) {
    first.from = last.from;
    first.share += last.share;
    merged.pop();
  }
  const total = merged.reduce((sum, slice) => sum + slice.share, 0);
  return merged.map((slice) => ({ ...slice, share: slice.share / Math.max(1e-6, total) }));
}

/** What most of a ray shows; a label that lies on it covers less than half. */
function rayColor(raster: Raster, disc: Disc, turn: number): Rgb {
  const from = Math.max(disc.hole + 3, 0.25 * disc.radius);
  const to = 0.95 * disc.radius;
  const colors: Rgb[] = [];
  for (let k = 0; k < 48; k++) {
    const [x, y] = pointAt(disc, turn, from + ((to - from) * k) / 47);
    colors.push(pixelAt(raster, Math.floor(x), Math.floor(y)));
  }
  return medianColor(colors);
}

function medianColor(colors: Rgb[]): Rgb {
  const middle = (c: 0 | 1 | 2) =>
    colors.map((color) => color[c]).sort((a, b) => a - b)[colors.length >> 1] ?? 0;
  return [middle(0), middle(1), middle(2)];
}
