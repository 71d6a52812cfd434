import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { type DecodedPicture, decodePicture } from './decode-picture.ts';
import { madePng, pngChunk, pngHeader, pngSignature } from './made-png.ts';

/** Left half red, right half blue, 40 × 20, with which rotation and colours can be told. */
const redBlue = Buffer.from(
  Array.from({ length: 40 * 20 }, (_, i) => (i % 40 < 20 ? [220, 30, 20] : [20, 40, 200])).flat(),
);
const image = () => sharp(redBlue, { raw: { width: 40, height: 20, channels: 3 } });

const decoded = async (bytes: Uint8Array): Promise<DecodedPicture> => {
  const picture = await decodePicture(bytes);
  if (!picture.ok) throw new Error(picture.reason);
  expect(picture.pixels).toHaveLength(picture.width * picture.height * 3);
  return picture;
};
const at = ({ pixels, width }: DecodedPicture, x: number, y: number) => [
  ...pixels.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];
const expectNear = (color: number[], wanted: number[], by = 12) => {
  for (const [i, value] of wanted.entries())
    expect(Math.abs((color[i] ?? -99) - value)).toBeLessThanOrEqual(by);
};

describe('what is taken', () => {
  test.each([
    ['a PNG', () => image().png()],
    ['a palette PNG', () => image().png({ palette: true, colours: 4 })],
    ['an interlaced PNG', () => image().png({ progressive: true })],
    ['a 16-bit PNG', () => image().toColourspace('rgb16').png()],
    ['a JPEG', () => image().jpeg({ quality: 95 })],
    ['a progressive JPEG', () => image().jpeg({ quality: 95, progressive: true })],
  ])('%s keeps its colours', async (_what, make) => {
    const picture = await decoded(await make().toBuffer());
    expect([picture.width, picture.height]).toEqual([40, 20]);
    expectNear(at(picture, 3, 10), [220, 30, 20]);
    expectNear(at(picture, 36, 10), [20, 40, 200]);
  });

  test('a CMYK JPEG becomes sRGB', async () => {
    const picture = await decoded(await image().toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer());
    const [red = 0, green = 0, blue = 0] = at(picture, 3, 10);
    expect(red).toBeGreaterThan(150);
    expect(Math.max(green, blue)).toBeLessThan(110);
  });

  test('a grey and a 16-bit grey picture become three equal channels', async () => {
    for (const space of ['b-w', 'grey16']) {
      const grey = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#808080' } })
        .toColourspace(space)
        .png()
        .toBuffer();
      expectNear(at(await decoded(grey), 4, 4), [128, 128, 128], 2);
    }
  });

  test('transparency is flattened on white, also in 16 bits', async () => {
    const clear = sharp({
      create: { width: 8, height: 8, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    });
    expect(at(await decoded(await clear.clone().png().toBuffer()), 2, 2)).toEqual([255, 255, 255]);
    const deep = await clear.toColourspace('rgb16').png().toBuffer();
    expect(at(await decoded(deep), 2, 2)).toEqual([255, 255, 255]);
  });

  test.each([
    [3, 40, 20, [36, 10]],
    [6, 20, 40, [10, 3]],
    [8, 20, 40, [10, 36]],
  ])(
    'EXIF orientation %i is applied: %i × %i, red is where it belongs',
    async (orientation, width, height, red) => {
      const picture = await decoded(
        await image().withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer(),
      );
      expect([picture.width, picture.height]).toEqual([width, height]);
      expectNear(at(picture, red[0] ?? 0, red[1] ?? 0), [220, 30, 20]);
    },
  );

  test('an animated PNG is its first picture', async () => {
    const control = Buffer.alloc(8);
    control.writeUInt32BE(2);
    const animated = madePng(40, 20, redBlue, [
      pngChunk('acTL', control),
      pngChunk('fcTL', Buffer.alloc(26)),
    ]);
    const end = animated.length - 12;
    const frames = [pngChunk('fcTL', Buffer.alloc(26)), pngChunk('fdAT', Buffer.alloc(40))];
    const picture = await decoded(
      Buffer.concat([animated.subarray(0, end), ...frames, animated.subarray(end)]),
    );
    expect([picture.width, picture.height, at(picture, 3, 3)]).toEqual([40, 20, [220, 30, 20]]);
  });

  test('what follows the end of a picture is never looked at', async () => {
    const tail = Buffer.from('PK\x03\x04<script>alert(1)</script>'.repeat(100));
    for (const bytes of [await image().png().toBuffer(), await image().jpeg().toBuffer()]) {
      expect((await decoded(Buffer.concat([bytes, tail]))).width).toBe(40);
    }
  });

  test('packed texts are left out unread, however much they would unpack to', async () => {
    const bomb = Buffer.concat([Buffer.from('Comment\0\0'), deflateSync(Buffer.alloc(50_000_000))]);
    const bytes = madePng(
      40,
      20,
      redBlue,
      Array.from({ length: 40 }, () => pngChunk('zTXt', bomb)),
    );
    expect((await decoded(bytes)).width).toBe(40);
  });

  test('one pixel is a picture', async () => {
    expect(await decoded(madePng(1, 1, Buffer.from([1, 2, 3])))).toMatchObject({ width: 1, height: 1 });
  });
});

describe('what is refused, with what to do', () => {
  let png: Buffer;
  let jpeg: Buffer;
  beforeAll(async () => {
    png = await image().resize(400, 200).png().toBuffer();
    jpeg = await image().resize(400, 200).jpeg().toBuffer();
  });

  const pixels = deflateSync(Buffer.alloc(310));
  const whole = (...chunks: Buffer[]) => Buffer.concat([pngSignature, ...chunks, pngChunk('IEND')]);
  const packed = (bytes: number) => deflateSync(Buffer.alloc(bytes), { level: 9 });

  test.each<[string, () => Uint8Array, RegExp]>([
    ['zero bytes', () => new Uint8Array(), /^The file is empty\./],
    [
      'a PDF called .png',
      () => Buffer.from('%PDF-1.7\n1 0 obj\n'),
      /^This file is a PDF\. Upload a PNG or JPEG/,
    ],
    ['a GIF', () => Buffer.from('GIF89a\x01\0\x01\0'), /is a GIF/],
    ['an SVG', () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), /is an SVG drawing/],
    ['a ZIP', () => Buffer.from('PK\x03\x04xxxx'), /is a ZIP archive/],
    ['a text', () => Buffer.from('hello'), /neither a PNG nor a JPEG/],
    ['a signature alone', () => pngSignature, /damaged or was cut off/],
    ['a PNG cut in half', () => png.subarray(0, png.length / 2), /damaged or was cut off/],
    ['a PNG without its last chunk', () => png.subarray(0, -12), /damaged or was cut off/],
    ['a JPEG cut in half', () => jpeg.subarray(0, jpeg.length / 2), /damaged or was cut off/],
    ['a JPEG cut in its tables', () => jpeg.subarray(0, 100), /damaged or was cut off/],
    [
      'JPEG magic and noise',
      () => Buffer.concat([Buffer.from([255, 216, 255, 224]), Buffer.alloc(999, 7)]),
      /damaged/,
    ],
    [
      'a PNG whose pixels are no zlib',
      () => whole(pngHeader(10, 10), pngChunk('IDAT', Buffer.alloc(99, 7))),
      /damaged/,
    ],
    [
      'a PNG with too few pixels',
      () => whole(pngHeader(10, 10), pngChunk('IDAT', packed(31 * 5))),
      /damaged/,
    ],
    ['a PNG without pixels', () => whole(pngHeader(10, 10)), /damaged/],
    ['a colour type that is none', () => whole(pngHeader(10, 10, 8, 5), pngChunk('IDAT', pixels)), /damaged/],
    ['a header of 0 × 10', () => whole(pngHeader(0, 10), pngChunk('IDAT', pixels)), /no pixels/],
    [
      'a header of 100,000 × 100,000',
      () => whole(pngHeader(100_000, 100_000), pngChunk('IDAT', pixels)),
      /100000 × 100000 pixels \(10000 megapixels\); the limit is 40 megapixels/,
    ],
    [
      'pixels packed far beyond their number',
      () => whole(pngHeader(10, 10), pngChunk('IDAT', packed(200_000_000))),
      /\(IDAT\) than its pixels need.*Save it again/,
    ],
    [
      'a colour profile that unpacks to 50 MB',
      () =>
        whole(
          pngHeader(10, 10),
          pngChunk('iCCP', Buffer.concat([Buffer.from('p\0\0'), packed(50_000_000)])),
          pngChunk('IDAT', pixels),
        ),
      /\(iCCP\) than its pixels need/,
    ],
    [
      'a text of 5 MB',
      () => madePng(40, 20, redBlue, [pngChunk('tEXt', Buffer.alloc(5_000_000))]),
      /\(tEXt\)/,
    ],
    ['more than 20 MB', () => Buffer.concat([png, Buffer.alloc(20_000_000)]), /the limit is 20000000/],
  ])('%s', async (_what, make, reason) => {
    const result = await decodePicture(make());
    expect(result).toEqual({ ok: false, reason: expect.stringMatching(reason) });
    if (!result.ok) expect(result.reason).toMatch(/^[A-Z].*\.$/s);
  });

  test('a picture whose every byte may be broken never throws', async () => {
    const answers = new Set<boolean>();
    for (const whole of [png, jpeg]) {
      for (let i = 0; i < whole.length; i += Math.ceil(whole.length / 60)) {
        const broken = Buffer.from(whole);
        broken[i] = (broken[i] ?? 0) ^ 0xff;
        answers.add((await decodePicture(broken)).ok);
      }
    }
    expect(answers).toEqual(new Set([true, false]));
  });
});
