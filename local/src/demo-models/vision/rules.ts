import { distance, type Raster, type Rgb } from './pixels.ts';

/** A thin straight line along a row (horizontal) or a column (vertical) of pixels: axis, grid line or table rule. */
export interface Rule {
  /** Centre across the line, in pixel edges: a line that fills row 7 only has 7.5. */
  at: number;
  thickness: number;
  from: number;
  to: number;
  /** Pixels between from and to that really show the line. */
  covered: number;
  color: Rgb;
  /** The uncut pieces, in order. */
  runs: { from: number; to: number }[];
}

export type Direction = 'horizontal' | 'vertical';

const contrast = 12;
/** Something may cross a line for this many pixels without cutting it. */
const mostGap = 3;
const shortestRun = 16;

/**
 * Finds thin straight lines that cover at least `shortest` pixels, gaps included where something lies on top.
 *
 * A pixel belongs to a line when it differs from what lies some pixels to either side of it and is no blend of the two, as the
 * smoothed edge of a bar is, and continues along the line in the same colour.
 */
export function findRules(raster: Raster, direction: Direction, shortest: number): Rule[] {
  const flat = direction === 'horizontal';
  const across = flat ? raster.height : raster.width;
  const along = flat ? raster.width : raster.height;
  const reach = Math.max(raster.width, raster.height) > 900 ? 5 : 4;
  const { rgb } = raster;
  const [stepAlong, stepAcross] = flat ? [3, raster.width * 3] : [raster.width * 3, 3];
  const rows: (Rule | null)[] = [];
  for (let b = 0; b < across; b++) {
    const row = (offset: number) => Math.min(across - 1, Math.max(0, b + offset)) * stepAcross;
    const beside: [number, number][] = [
      [row(-reach), row(reach)],
      [row(1 - reach), row(reach - 1)],
    ];
    const start = b * stepAcross;
    const pixel = (a: number): Rgb => {
      const i = start + a * stepAlong;
      return [rgb[i] ?? 0, rgb[i + 1] ?? 0, rgb[i + 2] ?? 0];
    };
    const isOn = (a: number) => {
      const i = start + a * stepAlong;
      return beside.some(([one, other]) => stands(rgb, i, one + a * stepAlong, other + a * stepAlong));
    };
    rows.push(lineInRow(pixel, isOn, along, shortest, b));
  }
  return mergeRows(rows);
}

function lineInRow(
  pixel: (a: number) => Rgb,
  isOn: (a: number) => boolean,
  along: number,
  shortest: number,
  b: number,
): Rule | null {
  const runs: { from: number; to: number; color: Rgb }[] = [];
  let runStart = -1;
  const close = (end: number) => {
    if (runStart >= 0 && end - runStart >= shortestRun) {
      runs.push({ from: runStart, to: end, color: pixel((runStart + end) >> 1) });
    }
    runStart = -1;
  };
  let lastOn = -1;
  let lastColor: Rgb | null = null;
  let usualColor: Rgb | null = null;
  for (let a = 0; a < along; a++) {
    const on = isOn(a);
    const here = on ? pixel(a) : null;
    // A line keeps its colour; what changes it little by little is a letter that begins where the line ends.
    const isLike = (color: Rgb | null) => color === null || (here !== null && distance(here, color) < 30);
    const same = isLike(lastColor) && isLike(usualColor);
    if (here !== null && same) {
      if (runStart < 0) runStart = a;
      lastOn = a;
      lastColor = here;
      usualColor = usualColor === null ? here : towards(usualColor, here);
    } else if (runStart >= 0 && a - lastOn > mostGap) {
      close(lastOn + 1);
      lastColor = null;
      usualColor = null;
    } else if (on && runStart < 0) {
      lastColor = null;
      usualColor = null;
    }
  }
  close(lastOn + 1);
  const main = runs.reduce<(typeof runs)[number] | null>(
    (m, r) => (!m || r.to - r.from > m.to - m.from ? r : m),
    null,
  );
  if (!main) return null;
  const kin = runs.filter((r) => distance(r.color, main.color) < 30);
  const covered = kin.reduce((sum, r) => sum + r.to - r.from, 0);
  if (covered < shortest) return null;
  const from = kin[0]?.from ?? main.from;
  const to = kin.at(-1)?.to ?? main.to;
  return { at: b + 0.5, thickness: 1, from, to, covered, color: main.color, runs: kin };
}

function towards([r, g, b]: Rgb, to: Rgb): Rgb {
  const share = 0.15;
  return [r + share * (to[0] - r), g + share * (to[1] - g), b + share * (to[2] - b)];
}

/** Whether the pixel at byte `i` differs from both pixels beside it and is no blend of them; most fail at once. */
function stands(rgb: Uint8Array, i: number, one: number, other: number): boolean {
  const a = square(rgb, i, one);
  if (a <= contrast * contrast) return false;
  const b = square(rgb, i, other);
  if (b <= contrast * contrast) return false;
  return Math.sqrt(a) + Math.sqrt(b) > Math.sqrt(square(rgb, one, other)) + contrast;
}

function square(rgb: Uint8Array, i: number, j: number): number {
  const r = (rgb[i] ?? 0) - (rgb[j] ?? 0);
  const g = (rgb[i + 1] ?? 0) - (rgb[j + 1] ?? 0);
  const b = (rgb[i + 2] ?? 0) - (rgb[j + 2] ?? 0);
  return r * r + g * g + b * b;
}

/** Neighbouring rows of one line become one rule, weighted by how strongly each shows it. */
function mergeRows(rows: (Rule | null)[]): Rule[] {
  const rules: Rule[] = [];
  let group: Rule[] = [];
  const close = () => {
    const best = group.reduce<Rule | null>((a, r) => (a === null || r.covered > a.covered ? r : a), null);
    if (best) {
      const strong = group.filter((r) => r.covered > 0.7 * best.covered);
      const first = strong[0] ?? best;
      const last = strong.at(-1) ?? best;
      // The outer rows may be smoothed: the middle one has the line's colour.
      const { color } = strong[strong.length >> 1] ?? best;
      rules.push({ ...best, color, at: (first.at + last.at) / 2, thickness: last.at - first.at + 1 });
    }
    group = [];
  };
  for (const row of rows) {
    if (row) group.push(row);
    else close();
  }
  close();
  return rules;
}
