import type { Panel } from '@snaprun/core/spec';
import { distance, pixelAt, type Raster, type Rgb, toHex } from './pixels.ts';
import { emptyPanel, round } from './spec-parts.ts';

const paletteSize = 6;
const rounds = 8;
const mostSamples = 20_000;

/** Share of neighbouring pixels that differ a little, as film grain, texture and shading make them. */
export function photoness(raster: Raster): { texture: number; palette: number } {
  const bins = new Map<number, number>();
  let textured = 0;
  let all = 0;
  const step = Math.max(1, Math.floor(Math.sqrt((raster.width * raster.height) / 60_000)));
  for (let y = 0; y < raster.height - 1; y += step) {
    for (let x = 0; x < raster.width - 1; x += step) {
      const here = pixelAt(raster, x, y);
      const off = Math.max(
        distance(here, pixelAt(raster, x + 1, y)),
        distance(here, pixelAt(raster, x, y + 1)),
      );
      if (off > 1.5 && off < 60) textured++;
      const [r, g, b] = here;
      const key = ((r >> 4) << 8) | ((g >> 4) << 4) | (b >> 4);
      bins.set(key, (bins.get(key) ?? 0) + 1);
      all++;
    }
  }
  const top = [...bins.values()].sort((a, b) => b - a).slice(0, 8);
  return { texture: textured / Math.max(1, all), palette: top.reduce((s, n) => s + n, 0) / Math.max(1, all) };
}

/** A photo has texture nearly everywhere and no few colours that cover most of it. */
export function isPhoto(raster: Raster): boolean {
  const { texture, palette } = photoness(raster);
  return (palette < 0.55 && texture > 0.3) || (palette < 0.75 && texture > 0.6);
}

export function readPhoto(raster: Raster): Panel {
  const colors = palette(raster);
  return {
    ...emptyPanel('photo', 0.85),
    photo: {
      width: raster.width,
      height: raster.height,
      colors: colors.map(({ color, share }) => ({ color: toHex(color), share: round(share) })),
      description: null,
    },
  };
}

/** The dominant colours with their shares: k-means (Lloyd, 1982) from seeds spread by distance. */
export function palette(raster: Raster): { color: Rgb; share: number }[] {
  const step = Math.max(1, Math.floor(Math.sqrt((raster.width * raster.height) / mostSamples)));
  const samples: Rgb[] = [];
  for (let y = 0; y < raster.height; y += step) {
    for (let x = 0; x < raster.width; x += step) samples.push(pixelAt(raster, x, y));
  }
  let centers = seeds(samples);
  let counts: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const sums = centers.map(() => ({ n: 0, r: 0, g: 0, b: 0 }));
    for (const sample of samples) {
      const sum = sums[nearest(sample, centers)];
      if (!sum) continue;
      sum.n++;
      sum.r += sample[0];
      sum.g += sample[1];
      sum.b += sample[2];
    }
    centers = sums.map(
      (s, i): Rgb => (s.n > 0 ? [s.r / s.n, s.g / s.n, s.b / s.n] : (centers[i] ?? [0, 0, 0])),
    );
    counts = sums.map((s) => s.n);
  }
  return centers
    .map((color, i) => ({ color, share: (counts[i] ?? 0) / Math.max(1, samples.length) }))
    .filter((c) => c.share > 0.005)
    .sort((a, b) => b.share - a.share);
}

function seeds(samples: Rgb[]): Rgb[] {
  const chosen: Rgb[] = [samples[samples.length >> 1] ?? [0, 0, 0]];
  const off = samples.map((s) => distance(s, chosen[0] ?? s));
  while (chosen.length < paletteSize) {
    const far = off.reduce((best, d, i) => (d > (off[best] ?? 0) ? i : best), 0);
    const next = samples[far];
    if (!next || (off[far] ?? 0) < 12) break;
    chosen.push(next);
    samples.forEach((s, i) => {
      off[i] = Math.min(off[i] ?? 0, distance(s, next));
    });
  }
  return chosen;
}

function nearest(sample: Rgb, centers: Rgb[]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < centers.length; i++) {
    const center = centers[i];
    if (!center) continue;
    const off = (sample[0] - center[0]) ** 2 + (sample[1] - center[1]) ** 2 + (sample[2] - center[2]) ** 2;
    if (off < least) {
      least = off;
      best = i;
    }
  }
  return best;
}
