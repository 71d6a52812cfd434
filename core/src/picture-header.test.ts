import { describe, expect, test } from 'vitest';
import {
  maxPicturePixels,
  pictureKinds,
  refusePictureKind,
  refusePictureSize,
  sniffPicture,
} from './picture-header.ts';

const bytes = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const u16 = (n: number) => String.fromCharCode(n >> 8, n & 255);
const u32 = (n: number) => u16(n >>> 16) + u16(n & 0xffff);

const png = (width: number, height: number) =>
  `\x89PNG\r\n\x1a\n\0\0\0\rIHDR${u32(width)}${u32(height)}\x08\x02\0\0\0`;
const segment = (marker: number, body: string) =>
  `\xff${String.fromCharCode(marker)}${u16(body.length + 2)}${body}`;
const sof = (marker: number, width: number, height: number) =>
  segment(marker, `\x08${u16(height)}${u16(width)}\x03`);

describe('what a file is by its first bytes', () => {
  test.each([
    ['%PDF-1.7\n', 'pdf'],
    ['\n\n junk %PDF-1.4', 'pdf'],
    ['GIF89a\x01\0', 'gif'],
    ['GIF87a\x01\0', 'gif'],
    ['RIFF\x10\0\0\0WEBPVP8 ', 'webp'],
    ['<svg xmlns="x">', 'svg'],
    ['\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a --><svg>', 'svg'],
    ['BM\x36\0\0\0\0\0\0\0', 'bmp'],
    ['II*\0', 'tiff'],
    ['MM\0*', 'tiff'],
    ['\0\0\0\x18ftypheic', 'heic'],
    ['\0\0\0\x18ftypavif', 'heic'],
    ['PK\x03\x04', 'zip'],
    ['\0\0\0\x18ftypmp42', 'unknown'],
    ['<html><body>', 'unknown'],
    ['BMW drives', 'unknown'],
    ['\x89PNG\n', 'unknown'],
    ['', 'unknown'],
  ] as const)('%j is %s and is refused with what to do', (head, kind) => {
    expect(sniffPicture(bytes(head))).toEqual({ kind });
    expect(refusePictureKind(kind)).toMatch(/^This file is .*Upload a PNG or JPEG/);
  });

  test('only PNG and JPEG are taken', () => {
    expect(pictureKinds.filter((kind) => refusePictureKind(kind) === null)).toEqual(['png', 'jpeg']);
  });
});

describe('dimensions from the header', () => {
  test('a PNG says its size in IHDR, however large', () => {
    expect(sniffPicture(bytes(png(640, 480)))).toEqual({ kind: 'png', width: 640, height: 480 });
    expect(sniffPicture(bytes(png(0xffffffff, 100_000)))).toMatchObject({
      width: 4294967295,
      height: 100_000,
    });
  });

  test('a PNG that is cut or does not begin with IHDR has no size', () => {
    expect(sniffPicture(bytes(png(640, 480).slice(0, 20)))).toEqual({ kind: 'png' });
    expect(sniffPicture(bytes(png(640, 480).replace('IHDR', 'tEXt')))).toEqual({ kind: 'png' });
  });

  test('a JPEG says its size in SOF0, SOF1, SOF2, behind metadata and fill bytes', () => {
    for (const marker of [0xc0, 0xc1, 0xc2]) {
      const head = `\xff\xd8${segment(0xe0, 'JFIF')}\xff\xff${segment(0xe1, `Exif${'x'.repeat(5000)}`)}${segment(0xc4, 'huffman')}${sof(marker, 1234, 567)}`;
      expect(sniffPicture(bytes(head))).toEqual({ kind: 'jpeg', width: 1234, height: 567 });
    }
  });

  test.each([
    [
      'its SOF is beyond the given bytes',
      `\xff\xd8${segment(0xe1, 'x'.repeat(9000))}${sof(0xc0, 9, 9)}`.slice(0, 4096),
    ],
    ['its SOF is cut', `\xff\xd8${sof(0xc0, 9, 9)}`.slice(0, 9)],
    ['the scan comes before any SOF', `\xff\xd8${segment(0xda, 'x')}${sof(0xc0, 9, 9)}`],
    ['it says zero lines', `\xff\xd8${sof(0xc0, 9, 0)}`],
    ['a segment says a length of zero', `\xff\xd8\xff\xe0\0\0${'\0'.repeat(40)}`],
    ['garbage follows the start', '\xff\xd8\xff\xe0\0\x04abgarbage'],
  ])('a JPEG has no size when %s', (_why, head) => {
    expect(sniffPicture(bytes(head))).toEqual({ kind: 'jpeg' });
  });
});

test('forty megapixels are taken, one more is refused with the facts', () => {
  expect(refusePictureSize(maxPicturePixels / 1000, 1000)).toBeNull();
  expect(refusePictureSize(40_001, 1000)).toMatch(
    /40001 × 1000 pixels \(41 megapixels\); the limit is 40 megapixels/,
  );
  expect(refusePictureSize(100_000, 100_000)).toMatch(/10000 megapixels/);
  expect(refusePictureSize(0, 10)).toMatch(/no pixels/);
});
