import type { Bar } from './bars.ts';
import { distance, pixelAt, type Raster, type Rgb } from './pixels.ts';

/**
 * Where a bar really ends: half a smoothed pixel further, or in the middle of an outline.
 *
 * `to` is the last full pixel's edge along the value axis; the answer is in the same units.
 */
export function refineEnd(raster: Raster, bar: Bar, fill: Rgb, background: Rgb, upright: boolean): number {
  const last = bar.segments.at(-1);
  if (!last) return 0;
  const step = last.to < last.from ? -1 : 1;
  const moves = [0.25, 0.5, 0.75].map((part) => {
    const across = Math.floor(bar.start + (bar.end - bar.start) * part);
    const at = (k: number): Rgb => {
      const along = Math.round(last.to) + (step > 0 ? k : -1 - k);
      const [x, y] = upright ? [across, along] : [along, across];
      const outside = x < 0 || y < 0 || x >= raster.width || y >= raster.height;
      return outside ? background : pixelAt(raster, x, y);
    };
    return step * beyond(at, fill, background);
  });
  moves.sort((a, b) => a - b);
  return last.to + (moves[1] ?? 0);
}

function beyond(at: (k: number) => Rgb, fill: Rgb, background: Rgb): number {
  const first = at(0);
  const whole = distance(fill, background);
  const a = distance(first, fill);
  const b = distance(first, background);
  if (b < 12) return 0;
  // A blend of bar and background lies between the two.
  if (a + b < whole * 1.12 && distance(at(1), background) < 30) return Math.min(1, b / whole);
  let outline = 0;
  while (outline < 7 && distance(at(outline), background) > 50 && distance(at(outline), fill) > 50) outline++;
  return outline > 0 && outline < 7 ? outline / 2 : 0;
}
