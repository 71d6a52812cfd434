import sharp from 'sharp';

/** Pixels as three bytes each (red, green, blue), row by row from the top left. */
export interface Raster {
  width: number;
  height: number;
  rgb: Uint8Array;
}

/** A rectangle of whole pixels: left and top inside, right and bottom outside. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export type Rgb = readonly [number, number, number];

/** Larger pictures are shrunk to this many pixels so that the time per picture stays bounded. */
const maxPixels = 1_700_000;

/**
 * Decodes a PNG or JPEG upright onto white, shrunk to about 1.7 megapixels when larger.
 *
 * Throws what sharp throws when the bytes are no picture.
 */
export async function loadRaster(bytes: Uint8Array): Promise<Raster> {
  const source = sharp(bytes, { limitInputPixels: 60_000_000 }).rotate().flatten({ background: '#ffffff' });
  const { width = 1, height = 1 } = await sharp(bytes).metadata();
  const shrink = Math.min(1, Math.sqrt(maxPixels / (width * height)));
  const sized = shrink < 1 ? source.resize({ width: Math.max(1, Math.round(width * shrink)) }) : source;
  const { data, info } = await sized
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels === 3) return { width: info.width, height: info.height, rgb: new Uint8Array(data) };
  const rgb = new Uint8Array(info.width * info.height * 3);
  for (let i = 0; i < info.width * info.height; i++)
    rgb.fill(data[i * info.channels] ?? 255, i * 3, i * 3 + 3);
  return { width: info.width, height: info.height, rgb };
}

export function pixelAt(raster: Raster, x: number, y: number): Rgb {
  const i = (y * raster.width + x) * 3;
  return [raster.rgb[i] ?? 0, raster.rgb[i + 1] ?? 0, raster.rgb[i + 2] ?? 0];
}

/** Largest minus smallest channel: 0 for greys, up to 255 for pure colours. */
export function chroma([r, g, b]: Rgb): number {
  return Math.max(r, g, b) - Math.min(r, g, b);
}

/** Euclidean distance in RGB, 0..441. */
export function distance(a: Rgb, b: Rgb): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

export function toHex([r, g, b]: Rgb): string {
  return `#${[r, g, b].map((v) => Math.round(v).toString(16).padStart(2, '0')).join('')}`;
}

export function boxWidth(box: Box): number {
  return box.right - box.left;
}

export function boxHeight(box: Box): number {
  return box.bottom - box.top;
}

export function unionBox(a: Box, b: Box): Box {
  return {
    left: Math.min(a.left, b.left),
    top: Math.min(a.top, b.top),
    right: Math.max(a.right, b.right),
    bottom: Math.max(a.bottom, b.bottom),
  };
}

/** The box grown by a margin on every side and cut at the picture's edges. */
export function growBox(box: Box, margin: number, raster: { width: number; height: number }): Box {
  return {
    left: Math.max(0, Math.floor(box.left - margin)),
    top: Math.max(0, Math.floor(box.top - margin)),
    right: Math.min(raster.width, Math.ceil(box.right + margin)),
    bottom: Math.min(raster.height, Math.ceil(box.bottom + margin)),
  };
}

export function cropRaster(raster: Raster, box: Box): Raster {
  const width = Math.max(1, boxWidth(box));
  const height = Math.max(1, boxHeight(box));
  const rgb = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const from = ((box.top + y) * raster.width + box.left) * 3;
    rgb.set(raster.rgb.subarray(from, from + width * 3), y * width * 3);
  }
  return { width, height, rgb };
}

/** Turned a quarter clockwise, so that text reading upwards reads from left to right. */
export function turnClockwise(raster: Raster): Raster {
  const { width, height, rgb } = raster;
  const turned = new Uint8Array(rgb.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 3;
      const to = (x * height + (height - 1 - y)) * 3;
      turned[to] = rgb[from] ?? 0;
      turned[to + 1] = rgb[from + 1] ?? 0;
      turned[to + 2] = rgb[from + 2] ?? 0;
    }
  }
  return { width: height, height: width, rgb: turned };
}

/** A copy in which the given boxes have one colour. */
export function paintOver(raster: Raster, boxes: readonly Box[], [r, g, b]: Rgb): Raster {
  const rgb = Uint8Array.from(raster.rgb);
  for (const box of boxes) {
    for (let y = Math.max(0, box.top); y < Math.min(raster.height, box.bottom); y++) {
      for (let x = Math.max(0, box.left); x < Math.min(raster.width, box.right); x++) {
        const i = (y * raster.width + x) * 3;
        rgb[i] = r;
        rgb[i + 1] = g;
        rgb[i + 2] = b;
      }
    }
  }
  return { ...raster, rgb };
}
