import type { Raster } from './pixels.ts';

/** Below this nothing needs smoothing; differences above the other are edges. In grey levels. */
const leastNoise = 0.6;
const mostNoise = 24;

/**
 * Smooths what noise and JPEG leave on flat areas and keeps edges and thin lines: the mean of the neighbours that are near in
 * colour (the sigma filter, Lee 1983). A clean picture comes back unchanged.
 */
export function denoise(raster: Raster): Raster {
  const noise = noiseOf(raster);
  if (noise < leastNoise) return raster;
  const { width, height, rgb } = raster;
  const smooth = new Uint8Array(rgb.length);
  const near = Math.min(50, 16 + 10 * noise) ** 2;
  const reach = 2;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = 3 * (y * width + x);
      const [r, g, b] = [rgb[i] ?? 0, rgb[i + 1] ?? 0, rgb[i + 2] ?? 0];
      let [n, sr, sg, sb] = [0, 0, 0, 0];
      const [top, bottom] = [Math.max(0, y - reach), Math.min(height - 1, y + reach)];
      const [left, right] = [Math.max(0, x - reach), Math.min(width - 1, x + reach)];
      for (let v = top; v <= bottom; v++) {
        for (let k = 3 * (v * width + left); k <= 3 * (v * width + right); k += 3) {
          const [dr, dg, db] = [(rgb[k] ?? 0) - r, (rgb[k + 1] ?? 0) - g, (rgb[k + 2] ?? 0) - b];
          if (dr * dr + dg * dg + db * db > near) continue;
          n++;
          sr += rgb[k] ?? 0;
          sg += rgb[k + 1] ?? 0;
          sb += rgb[k + 2] ?? 0;
        }
      }
      smooth[i] = sr / n;
      smooth[i + 1] = sg / n;
      smooth[i + 2] = sb / n;
    }
  }
  return { width, height, rgb: smooth };
}

/** Mean difference between neighbouring pixels that differ little: 0 in a picture drawn without noise, about 1 and more in JPEG. */
export function noiseOf({ width, height, rgb }: Raster): number {
  let sum = 0;
  let count = 1;
  for (let y = 1; y < height; y += 2) {
    for (let x = 1; x < width; x += 2) {
      const i = 3 * (y * width + x) + 1;
      const off = Math.abs((rgb[i] ?? 0) - (rgb[i - 3] ?? 0));
      if (off > mostNoise) continue;
      sum += off;
      count++;
    }
  }
  return sum / count;
}
