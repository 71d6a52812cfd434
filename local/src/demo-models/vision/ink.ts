import type { Mask } from './components.ts';
import type { Raster, Rgb } from './pixels.ts';

/** Text and thin rules are narrower than this; stripes and filled headers are not. */
const widestStroke = 15;
const faintestInk = 46;
/** Blocks about as high as a line of text, to tell which way round it is written. */
const blockSize = { width: 48, height: 12 };

/**
 * Marks what is drawn in thin strokes on whatever background: on paper, on stripes, light on a dark header.
 *
 * The black top-hat of the brightness (Meyer, 1979): the closing, which has no strokes, less the picture. Where the background
 * itself is dark the white top-hat is taken.
 */
export function inkMask(raster: Raster, page: Rgb): Mask {
  const { width, height, rgb } = raster;
  const isDarkPage = brightness(page[0], page[1], page[2]) < 128;
  const light = new Uint8Array(width * height);
  for (let i = 0; i < light.length; i++) {
    const here = brightness(rgb[i * 3] ?? 0, rgb[i * 3 + 1] ?? 0, rgb[i * 3 + 2] ?? 0);
    light[i] = isDarkPage ? 255 - here : here;
  }
  const closed = filter(filter(light, width, height, Math.max), width, height, Math.min);
  const dark = darkBlocks(light, width, height);
  const opened = dark.some ? filter(filter(light, width, height, Math.min), width, height, Math.max) : closed;
  const bits = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const here = light[i] ?? 0;
      const off = dark.some && dark.at(x, y) ? here - (opened[i] ?? 0) : (closed[i] ?? 0) - here;
      bits[i] = off > faintestInk ? 1 : 0;
    }
  }
  return { width, height, bits };
}

function brightness(r: number, g: number, b: number): number {
  return Math.round(0.3 * r + 0.59 * g + 0.11 * b);
}

/** The largest or smallest of a square around every pixel, along rows and then along columns. */
function filter(
  values: Uint8Array,
  width: number,
  height: number,
  pick: (a: number, b: number) => number,
): Uint8Array {
  const once = new Uint8Array(values.length);
  const twice = new Uint8Array(values.length);
  for (let y = 0; y < height; y++) slide(values, once, y * width, 1, width, pick);
  for (let x = 0; x < width; x++) slide(once, twice, x, width, height, pick);
  return twice;
}

/** Running extremum in three passes whatever the window (van Herk, 1992; Gil and Werman, 1993). */
function slide(
  from: Uint8Array,
  to: Uint8Array,
  start: number,
  step: number,
  length: number,
  pick: (a: number, b: number) => number,
): void {
  const half = widestStroke >> 1;
  const forward = new Uint8Array(length);
  const backward = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const here = from[start + i * step] ?? 0;
    forward[i] = i % widestStroke === 0 ? here : pick(forward[i - 1] ?? here, here);
  }
  for (let i = length - 1; i >= 0; i--) {
    const here = from[start + i * step] ?? 0;
    const isLast = i === length - 1 || (i + 1) % widestStroke === 0;
    backward[i] = isLast ? here : pick(backward[i + 1] ?? here, here);
  }
  for (let i = 0; i < length; i++) {
    const a = backward[Math.max(0, i - half)] ?? 0;
    const b = forward[Math.min(length - 1, i + half)] ?? 0;
    to[start + i * step] = pick(a, b);
  }
}

function darkBlocks(light: Uint8Array, width: number, height: number) {
  const across = Math.ceil(width / blockSize.width);
  const dark: boolean[] = [];
  for (let top = 0; top < height; top += blockSize.height) {
    for (let left = 0; left < width; left += blockSize.width) {
      let below = 0;
      let all = 0;
      for (let y = top; y < Math.min(height, top + blockSize.height); y++) {
        for (let x = left; x < Math.min(width, left + blockSize.width); x++) {
          all++;
          if ((light[y * width + x] ?? 0) < 110) below++;
        }
      }
      dark.push(below > 0.55 * all);
    }
  }
  return {
    some: dark.includes(true),
    at: (x: number, y: number) =>
      dark[Math.floor(y / blockSize.height) * across + Math.floor(x / blockSize.width)] ?? false,
  };
}
