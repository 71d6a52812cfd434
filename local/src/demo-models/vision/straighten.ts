import type { Raster, Rgb } from './pixels.ts';

/**
 * How a picture is askew, to first order: what should be level rises by `rise` pixels a pixel (at the top and the bottom by
 * `riseTurn` times the distance from the middle more or less), what should be upright leans by `lean` and `leanTurn` likewise.
 * A turned picture has rise = -lean; one seen at an angle has turns.
 */
export interface Skew {
  rise: number;
  riseTurn: number;
  lean: number;
  leanTurn: number;
}

/** Steeper than this is no accident of a scanner or a hand. */
const steepest = 0.075;
const mostTurn = 0.03;
const mostPoints = 9_000;
/** Grey levels over two pixels; the fainter one where there is little else. */
const edgeLimits = [45, 22];
const fewestPoints = 400;
/** Straightened lines stand out so much more clearly; on a straight picture nothing is gained. */
const leastGain = { level: 1.25, upright: 1.18, alone: 1.7, turn: 1.25 };
/** Both directions of a turned picture tell about the same angle. */
const mostApart = 0.03;

/** Turns a picture that was scanned or photographed askew upright again; one that is straight comes back as it is. */
export function straighten(raster: Raster, page: Rgb): Raster {
  const skew = findSkew(raster);
  return skew ? unskew(raster, skew, page) : raster;
}

/**
 * Finds the skew at which the edges in the picture gather in the fewest rows and columns: the projection profile
 * (Postl, 1986) with two unknowns instead of one, tried from coarse to fine. Null when the picture is straight.
 */
export function findSkew(raster: Raster): Skew | null {
  const level = sharpest(edgePoints(raster, 'level'), raster.width, raster.height);
  const upright = sharpest(edgePoints(raster, 'upright'), raster.height, raster.width);
  const isLevelSure = level.gain > leastGain.level;
  const isUprightSure = upright.gain > leastGain.upright && Math.abs(level.slope + upright.slope) < mostApart;
  // Where one direction tells nothing, a turn of the whole is the likeliest.
  if (isLevelSure) {
    const { slope: lean, turn: leanTurn } = isUprightSure ? upright : { slope: -level.slope, turn: 0 };
    return { rise: level.slope, riseTurn: level.turn, lean, leanTurn };
  }
  return upright.gain > leastGain.alone
    ? { rise: -upright.slope, riseTurn: 0, lean: upright.slope, leanTurn: upright.turn }
    : null;
}

/** Points on edges: `along` runs with the lines looked for, `across` over them; both from the picture's middle. */
interface EdgePoints {
  along: Float32Array;
  across: Float32Array;
}

function edgePoints(raster: Raster, direction: 'level' | 'upright'): EdgePoints {
  const { width, height, rgb } = raster;
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i++)
    grey[i] = 0.3 * (rgb[i * 3] ?? 0) + 0.59 * (rgb[i * 3 + 1] ?? 0) + 0.11 * (rgb[i * 3 + 2] ?? 0);
  const [over, beside] = direction === 'level' ? [width, 1] : [1, width];
  for (const limit of edgeLimits) {
    const found: number[] = [];
    for (let y = 1; y < height - 1; y++) {
      for (let i = y * width + 1; i < (y + 1) * width - 1; i++) {
        const step = Math.abs((grey[i + over] ?? 0) - (grey[i - over] ?? 0));
        if (step < limit || step < 2 * Math.abs((grey[i + beside] ?? 0) - (grey[i - beside] ?? 0))) continue;
        found.push(i);
      }
    }
    if (found.length < fewestPoints && limit !== edgeLimits.at(-1)) continue;
    const every = Math.max(1, Math.ceil(found.length / mostPoints));
    const some = found.filter((_, n) => n % every === 0);
    const xs = Float32Array.from(some, (i) => (i % width) - width / 2);
    const ys = Float32Array.from(some, (i) => Math.floor(i / width) - height / 2);
    return direction === 'level' ? { along: xs, across: ys } : { along: ys, across: xs };
  }
  return { along: new Float32Array(), across: new Float32Array() };
}

interface Slant {
  slope: number;
  turn: number;
  /** How much more the points gather than along straight lines: 1 for not at all. */
  gain: number;
}

/** The slant that gathers the points best; a turn only where it gathers them clearly better than a slope alone. */
function sharpest(points: EdgePoints, length: number, depth: number): Slant {
  const none = { slope: 0, turn: 0, gain: 1 };
  if (points.along.length < 60) return none;
  const counts = new Uint16Array(Math.ceil(depth * 1.2 + length * 0.2) + 4);
  const straight = gathering(points, 0, 0, counts);
  const search = (start: Slant, slopeStep: number, slopes: number, turnStep: number, turns: number) => {
    let best = start;
    for (let s = -slopes; s <= slopes; s++) {
      for (let t = -turns; t <= turns; t++) {
        const [slope, turn] = [start.slope + s * slopeStep, start.turn + t * turnStep];
        const gain = gathering(points, slope, turn, counts) / straight;
        if (gain > best.gain) best = { slope, turn, gain };
      }
    }
    return best;
  };
  // One step moves the ends of a line by about one and a half pixels.
  const slopeStep = 3 / length;
  const turnStep = slopeStep / (depth / 2);
  const slopes = Math.ceil(steepest / slopeStep);
  const level = search(search(none, slopeStep, slopes, 0, 0), slopeStep / 4, 4, 0, 0);
  const turns = Math.ceil(mostTurn / slopeStep);
  let turned = search(none, slopeStep, slopes, turnStep, turns);
  for (const part of [2, 4, 8]) turned = search(turned, slopeStep / part, 2, turnStep / part, 2);
  const best = turned.gain > leastGain.turn * level.gain ? turned : level;
  const moved = Math.abs(best.slope) * length + Math.abs(best.turn) * length * depth * 0.5;
  return moved > 1.5 ? best : none;
}

/** The sum of squares of how many points fall into each row: largest where they gather in few. */
function gathering({ along, across }: EdgePoints, slope: number, turn: number, counts: Uint16Array): number {
  counts.fill(0);
  const middle = counts.length / 2;
  for (let i = 0; i < along.length; i++) {
    const a = along[i] ?? 0;
    const b = across[i] ?? 0;
    const at = Math.floor(b + slope * a + turn * a * b + middle);
    counts[at] = (counts[at] ?? 0) + 1;
  }
  let sum = 0;
  for (const n of counts) sum += n * n;
  return sum;
}

/** The picture with the skew taken out, by bilinear interpolation. */
export function unskew(raster: Raster, skew: Skew, page: Rgb): Raster {
  const { width, height, rgb } = raster;
  const out = new Uint8Array(rgb.length);
  const [cx, cy] = [width / 2, height / 2];
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      let x = u - cx;
      let y = v - cy;
      // The skew is small: putting the result in again converges at once.
      for (let round = 0; round < 3; round++) {
        const bend = x * y;
        const nextX = u - cx - skew.lean * y - skew.leanTurn * bend;
        y = v - cy - skew.rise * x - skew.riseTurn * bend;
        x = nextX;
      }
      const to = (v * width + u) * 3;
      const [left, top] = [Math.floor(x + cx), Math.floor(y + cy)];
      if (left < 0 || top < 0 || left >= width - 1 || top >= height - 1) {
        out.set(page, to);
        continue;
      }
      const [fx, fy] = [x + cx - left, y + cy - top];
      const from = (top * width + left) * 3;
      for (let c = 0; c < 3; c++) {
        const above = (rgb[from + c] ?? 0) * (1 - fx) + (rgb[from + 3 + c] ?? 0) * fx;
        const under = from + width * 3 + c;
        const below = (rgb[under] ?? 0) * (1 - fx) + (rgb[under + 3] ?? 0) * fx;
        out[to + c] = Math.round(above * (1 - fy) + below * fy);
      }
    }
  }
  return { width, height, rgb: out };
}
