import { describe, expect, test } from 'vitest';
import { checkPicture, maxPictureBytes } from './picture-check.ts';

const png = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR';

function file(text: string, size = text.length): Blob {
  const bytes = new Uint8Array(size);
  bytes.set(Array.from(text, (c) => c.charCodeAt(0)));
  return new Blob([bytes]);
}

async function problem(blob: Blob): Promise<string> {
  const verdict = await checkPicture(blob);
  return 'problem' in verdict ? verdict.problem : '';
}

describe('checkPicture', () => {
  test('takes PNG and JPEG by their first bytes', async () => {
    expect(await checkPicture(file(png))).toEqual({ mediaType: 'image/png' });
    expect(await checkPicture(file('\xff\xd8\xff\xe0'))).toEqual({ mediaType: 'image/jpeg' });
  });

  test('tells a PDF that PNG or JPEG is wanted', async () => {
    expect(await problem(file('%PDF-1.7'))).toMatch(/PDF; a PNG or JPEG is wanted/);
  });

  test.each([
    ['GIF', 'GIF89a'],
    ['WebP', 'RIFF\n\0\0\0WEBPVP8 '],
    ['HEIC', '\0\0\0\x18ftypheic'],
    ['TIFF', 'II*\0'],
    ['SVG', '<?xml version="1.0"?><svg xmlns="x">'],
  ])('names a %s and what to do instead', async (name, text) => {
    expect(await problem(file(text))).toMatch(new RegExp(`${name}.*PNG or JPEG is wanted`));
  });

  test('does not believe a name: text is no picture', async () => {
    expect(await problem(new File(['hello'], 'chart.png', { type: 'image/png' }))).toMatch(/not a picture/);
  });

  test('an empty file is told so', async () => {
    expect(await problem(file(''))).toMatch(/empty/);
  });

  test('20 MB is taken, one byte more is told the limit', async () => {
    expect(await checkPicture(file(png, maxPictureBytes))).toEqual({ mediaType: 'image/png' });
    expect(await problem(file(png, maxPictureBytes + 1))).toMatch(/limit is 20 MB/);
  });
});
