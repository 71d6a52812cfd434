import type { Box, Raster, Rgb } from '../pixels.ts';

export const white: Rgb = [255, 255, 255];
export const black: Rgb = [0, 0, 0];

/** An empty picture to draw test scenes on. */
export function blank(width: number, height: number, color: Rgb = white): Raster {
  const raster = { width, height, rgb: new Uint8Array(width * height * 3) };
  paintBox(raster, { left: 0, top: 0, right: width, bottom: height }, color);
  return raster;
}

export function paintBox(raster: Raster, box: Box, color: Rgb): void {
  for (let y = Math.max(0, box.top); y < Math.min(raster.height, box.bottom); y++) {
    for (let x = Math.max(0, box.left); x < Math.min(raster.width, box.right); x++) {
      raster.rgb.set(color, (y * raster.width + x) * 3);
    }
  }
}

/** A frame one pixel thick whose outer edge is the box. */
export function paintFrame(raster: Raster, { left, top, right, bottom }: Box, color: Rgb): void {
  paintBox(raster, { left, top, right, bottom: top + 1 }, color);
  paintBox(raster, { left, top: bottom - 1, right, bottom }, color);
  paintBox(raster, { left, top, right: left + 1, bottom }, color);
  paintBox(raster, { left: right - 1, top, right, bottom }, color);
}

/** Straight strokes from point to point, `thickness` pixels high, without smoothing. */
export function paintPolyline(raster: Raster, points: [number, number][], color: Rgb, thickness = 2): void {
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1] ?? [0, 0];
    const [x1, y1] = points[i] ?? [0, 0];
    const steps = Math.ceil(Math.max(Math.abs(x1 - x0), Math.abs(y1 - y0)) * 2);
    for (let s = 0; s <= steps; s++) {
      const x = Math.round(x0 + ((x1 - x0) * s) / steps);
      const y = Math.round(y0 + ((y1 - y0) * s) / steps);
      paintBox(raster, { left: x, top: y, right: x + 1, bottom: y + thickness }, color);
    }
  }
}
