import { randomFillSync } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { crc32, deflateSync } from 'node:zlib';

/** Writes a grey PNG of so many pixels that weighs about as many bytes as asked: that part of it is noise. */
export async function writeNoisePicture(
  path: string,
  { width, height, bytes }: { width: number; height: number; bytes: number },
): Promise<void> {
  const line = width + 1; // each begins with its filter
  const pixels = Buffer.alloc(line * height, 200);
  randomFillSync(pixels, 0, Math.min(pixels.length, bytes));
  for (let row = 0; row < height; row += 1) pixels[row * line] = 0;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(8, 8);
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  await writeFile(path, Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]));
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
