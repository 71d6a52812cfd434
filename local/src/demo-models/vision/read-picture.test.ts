import { readFileSync } from 'node:fs';
import { Spec } from '@snaprun/core/spec';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPictureReader, type PictureReader } from './read-picture.ts';

interface Truth {
  kind: string;
  title?: string | null;
  xLabel?: string | null;
  yLabel?: string | null;
  range?: number;
  yRange?: [number, number];
  series?: { name: string | null; points: { x: string | number; y: number }[] }[];
  table?: { header: string[]; rows: string[][] };
}

const fixtures = new URL('./fixtures/', import.meta.url);
const samples = new URL('../../../samples/', import.meta.url);
const load = (folder: URL) =>
  Object.entries(
    JSON.parse(readFileSync(new URL('truth.json', folder), 'utf8')) as Record<string, Truth>,
  ).map(([file, truth]) => ({ file, truth, bytes: readFileSync(new URL(file, folder)) }));

let reader: PictureReader;
beforeAll(async () => {
  reader = await createPictureReader();
});
afterAll(() => reader.close());

describe('charts', () => {
  const charts = [...load(fixtures), ...load(samples)].filter((c) => c.truth.series);

  test.each(charts)('$file: every value within 2 % of the axis range', async ({ truth, bytes }) => {
    const [panel] = (await reader.read(bytes)).panels;
    expect(panel?.kind).toBe(truth.kind);
    if (truth.title) expect(panel?.title).toBe(truth.title);
    if (truth.xLabel) expect(panel?.x?.label).toBe(truth.xLabel);
    if (truth.yLabel) expect(panel?.y?.label).toBe(truth.yLabel);
    const range = truth.range ?? (truth.yRange ? truth.yRange[1] - truth.yRange[0] : 0);
    expect(panel?.series.map((s) => s.name).sort()).toEqual(truth.series?.map((s) => s.name).sort());
    for (const series of truth.series ?? []) {
      const found = panel?.series.find((s) => s.name === series.name);
      for (const { x, y } of series.points) {
        const point = found?.points.find((p) => String(p.x) === String(x));
        expect(point, `${series.name ?? 'series'} at ${x}`).toBeDefined();
        expect(Math.abs((point?.y ?? Number.NaN) - y)).toBeLessThanOrEqual(0.02 * range);
      }
    }
  });
});

describe('tables', () => {
  const tables = [...load(fixtures), ...load(samples)].filter((c) => c.truth.table);

  test.each(tables)('$file: every cell', async ({ truth, bytes }) => {
    const [panel] = (await reader.read(bytes)).panels;
    expect(panel?.kind).toBe('table');
    expect(panel?.table).toMatchObject(truth.table ?? {});
  });
});

describe('photos', () => {
  test('are told by their texture and measured', async () => {
    const [panel] = (await reader.read(readFileSync(new URL('photo.jpg', samples)))).panels;
    expect(panel?.kind).toBe('photo');
    expect(panel?.photo).toMatchObject({ width: 640, height: 426 });
    expect(panel?.photo?.colors.length).toBeGreaterThanOrEqual(4);
  });
});

describe('pictures it cannot read', () => {
  const plain = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
      .png()
      .toBuffer();

  test.each([
    [1, 1],
    [3, 400],
    [400, 300],
  ])('an empty picture of %i × %i is unknown with low confidence and a note', async (width, height) => {
    const spec = await reader.read(await plain(width, height));
    expect(Spec.parse(spec)).toEqual(spec);
    expect(spec.panels[0]?.kind).toBe('unknown');
    expect(spec.confidence).toBeLessThan(0.5);
    expect(spec.notes.length).toBeGreaterThan(0);
  });

  test('a disc and a few strokes give no confident numbers', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="white"/>
      <circle cx="200" cy="150" r="100" fill="#1f77b4"/><path d="M200 150 L300 150 A100 100 0 0 1 200 250 Z" fill="#ff7f0e"/></svg>`;
    const spec = await reader.read(await sharp(Buffer.from(svg)).png().toBuffer());
    expect(spec.confidence).toBeLessThan(0.5);
    expect(spec.panels[0]?.series).toEqual([]);
  });

  test('bytes that are no picture are an error', async () => {
    await expect(reader.read(Buffer.from('not a picture'))).rejects.toThrow();
    await expect(reader.read(new Uint8Array())).rejects.toThrow();
  });

  test('grey, palette and 16-bit pictures are read like the others', async () => {
    const chart = readFileSync(new URL('bar-chart.png', samples));
    for (const image of [
      await sharp(chart).greyscale().png().toBuffer(),
      await sharp(chart).png({ palette: true, colours: 32 }).toBuffer(),
      await sharp(chart).toColourspace('rgb16').png().toBuffer(),
    ]) {
      expect((await reader.read(image)).panels[0]?.kind).toBe('bar');
    }
  });
});

test('an aborted reading stops with the reason, and the next one works', async () => {
  const chart = readFileSync(new URL('bar-chart.png', samples));
  await expect(
    reader.read(chart, { signal: AbortSignal.abort(new Error('no longer wanted')) }),
  ).rejects.toThrow('no longer wanted');
  expect((await reader.read(chart)).confidence).toBeGreaterThan(0.8);
});
