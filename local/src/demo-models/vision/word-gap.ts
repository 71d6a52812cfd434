import type { Raster } from './pixels.ts';

/** Of a letter's height: letters of one word stand closer, words further apart. */
const leastGap = 0.33;
/** Of the strongest contrast in the tile, what a column without a letter may still show. */
const paperNoise = 0.25;

/** Whether a tile with one line of text has a gap as wide as between words. */
export function hasWordGap(tile: Raster, textHeight: number): boolean {
  const ink = Array.from({ length: tile.width }, (_, x) => contrastOf(tile, x));
  const least = paperNoise * Math.max(...ink);
  const first = ink.findIndex((value) => value > least);
  let gap = 0;
  for (const value of ink.slice(first)) {
    if (value <= least) gap++;
    else if (gap >= leastGap * textHeight) return true;
    else gap = 0;
  }
  return false;
}

/** Between the lightest and the darkest pixel of a column, by the green of them. */
function contrastOf({ rgb, width, height }: Raster, x: number): number {
  let [low, high] = [255, 0];
  for (let y = 0; y < height; y++) {
    const green = rgb[(y * width + x) * 3 + 1] ?? 0;
    low = Math.min(low, green);
    high = Math.max(high, green);
  }
  return high - low;
}
