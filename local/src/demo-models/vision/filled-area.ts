import { type Box, boxHeight, boxWidth, chroma, distance, pixelAt, type Raster, type Rgb } from './pixels.ts';

/**
 * Where bars or areas lie when neither axis nor grid line is drawn: the rows and columns that show much flat colour, without
 * the short pieces that the samples of a legend are. Null when hardly anything is filled.
 */
export function filledArea(raster: Raster, page: Rgb): Box | null {
  const { width, height } = raster;
  const rows = new Uint32Array(height);
  const columns = new Uint32Array(width);
  for (let y = 0; y < height - 3; y++) {
    for (let x = 0; x < width - 3; x++) {
      const here = pixelAt(raster, x, y);
      if (chroma(here) < 40 || distance(here, page) < 60) continue;
      if (distance(here, pixelAt(raster, x + 3, y)) > 20 || distance(here, pixelAt(raster, x, y + 3)) > 20)
        continue;
      rows[y] = (rows[y] ?? 0) + 1;
      columns[x] = (columns[x] ?? 0) + 1;
    }
  }
  const across = extent(columns, Math.max(8, height * 0.03));
  const down = extent(rows, Math.max(8, width * 0.015));
  if (across === null || down === null) return null;
  const box: Box = { left: across.from, right: across.to + 3, top: down.from, bottom: down.to + 3 };
  return boxWidth(box) > width * 0.25 && boxHeight(box) > height * 0.2 ? box : null;
}

function extent(counts: Uint32Array, least: number): { from: number; to: number } | null {
  const runs: { from: number; to: number }[] = [];
  counts.forEach((count, at) => {
    if (count < least) return;
    const last = runs.at(-1);
    if (last && at - last.to <= 2) last.to = at;
    else runs.push({ from: at, to: at });
  });
  const longest = Math.max(0, ...runs.map(({ from, to }) => to - from));
  const long = runs.filter(({ from, to }) => to - from >= 0.15 * longest && to - from >= 4);
  const [first, last] = [long[0], long.at(-1)];
  return first && last ? { from: first.from, to: last.to + 1 } : null;
}
