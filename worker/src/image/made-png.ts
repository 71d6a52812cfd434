import { crc32, deflateSync } from 'node:zlib';

/** PNGs put together by hand, for tests of what no encoder would write. */

export const pngSignature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

export function pngChunk(type: string, data: Uint8Array = new Uint8Array()): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** Colour types: 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGBA. */
export function pngHeader(width: number, height: number, depth = 8, colorType = 2): Buffer {
  const data = Buffer.alloc(13);
  data.writeUInt32BE(width, 0);
  data.writeUInt32BE(height, 4);
  data.writeUInt8(depth, 8);
  data.writeUInt8(colorType, 9);
  return pngChunk('IHDR', data);
}

/** A whole PNG of 8-bit RGB from rows of samples, with further chunks before its pixels. */
export function madePng(
  width: number,
  height: number,
  samples: Uint8Array,
  before: Uint8Array[] = [],
): Buffer {
  const rows = Array.from({ length: height }, (_, y) =>
    Buffer.concat([Buffer.from([0]), samples.subarray(y * width * 3, (y + 1) * width * 3)]),
  );
  const data = deflateSync(Buffer.concat(rows));
  return Buffer.concat([
    ...[pngSignature, pngHeader(width, height), ...before],
    ...[pngChunk('IDAT', data), pngChunk('IEND')],
  ]);
}
