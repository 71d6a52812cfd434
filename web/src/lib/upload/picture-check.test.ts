import { describe, expect, test } from 'vitest';
import { checkPicture, maxPictureBytes, maxPicturePixels } from './picture-check.ts';

const png = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR';

function file(text: string, size = text.length): Blob {
  const bytes = new Uint8Array(size);
  bytes.set(Array.from(text, (c) => c.charCodeAt(0)));
  return new Blob([bytes]);
}

/** A PNG's header that says so many pixels. */
function pngOf(width: number, height: number): string {
  const u32 = (n: number) => String.fromCharCode(n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255);
  return `${png}${u32(width)}${u32(height)}\x08\x02\0\0\0`;
}

async function problem(blob: Blob): Promise<object> {
  const verdict = await checkPicture(blob);
  return 'problem' in verdict ? verdict.problem : {};
}

describe('checkPicture', () => {
  test('takes PNG and JPEG by their first bytes, and tells the pixels of the header', async () => {
    expect(await checkPicture(file(pngOf(640, 480)))).toEqual({
      mediaType: 'image/png',
      size: { width: 640, height: 480 },
    });
    expect(await checkPicture(file('\xff\xd8\xff\xe0'))).toEqual({ mediaType: 'image/jpeg', size: null });
  });

  test('a header that is cut short is left to the server', async () => {
    expect(await checkPicture(file(png))).toMatchObject({ mediaType: 'image/png' });
  });

  test('a PDF is named, wherever its mark stands in the first kilobyte', async () => {
    expect(await problem(file('\n\n%PDF-1.7'))).toEqual({ code: 'pdf' });
  });

  test.each([
    ['GIF', 'GIF89a'],
    ['WebP', 'RIFF\n\0\0\0WEBPVP8 '],
    ['HEIC/AVIF', '\0\0\0\x18ftypheic'],
    ['TIFF', 'II*\0'],
    ['BMP', 'BM\x36\0\0\0\0\0\0\0'],
    ['SVG', '<?xml version="1.0"?><svg xmlns="x">'],
  ])('a %s is named', async (format, text) => {
    expect(await problem(file(text))).toEqual({ code: 'other_format', format });
  });

  test('does not believe a name: text is no picture', async () => {
    const named = new File(['hello'], 'chart.png', { type: 'image/png' });
    expect(await problem(named)).toEqual({ code: 'no_picture' });
  });

  test('an empty file is told so', async () => {
    expect(await problem(file(''))).toEqual({ code: 'empty' });
  });

  test('20 MB are taken, one byte more is not', async () => {
    expect(await problem(file(pngOf(9, 9), maxPictureBytes))).toEqual({});
    const bytes = maxPictureBytes + 1;
    expect(await problem(file(pngOf(9, 9), bytes))).toEqual({ code: 'too_heavy', bytes });
  });

  test('40 megapixels are taken, one column more is not', async () => {
    expect(await problem(file(pngOf(maxPicturePixels / 1000, 1000)))).toEqual({});
    expect(await problem(file(pngOf(40_001, 1000)))).toEqual({
      code: 'too_many_pixels',
      width: 40_001,
      height: 1000,
    });
  });
});
