import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, describe, expect, test } from 'vitest';
import { drawPicture, planPicture } from './draw-picture.ts';
import { type Pen, startPen } from './pen.ts';
import { listPictures, type PictureOrder } from './picture-list.ts';
import { producers } from './producers/producer.ts';

const python = process.env.SNAPRUN_SANDBOX_PYTHON;
const noPen: Pen = {
  draw: () => Promise.reject(new Error('This picture needs no pen.')),
  close: async () => undefined,
};
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const all = listPictures('dev', 1);

function firstOf(producer: string, isDamaged: boolean): PictureOrder {
  const found = all.find(
    (order) =>
      order.producer === producer && (order.group === 'degraded') === isDamaged && order.kind !== 'box',
  );
  if (found === undefined) throw new Error(`The list has nothing by ${producer}.`);
  return found;
}

describe('pictures', () => {
  test.each(['echarts', 'vega', 'svg'])(
    '%s draws the same bytes again, in the size that was asked for',
    async (producer) => {
      const order = firstOf(producer, false);
      const [once, again] = [await drawPicture(order, noPen), await drawPicture(order, noPen)];
      expect(digest(again.bytes)).toBe(digest(once.bytes));
      const { width, height, format } = await sharp(once.bytes).metadata();
      expect({ width, height, format }).toEqual({
        width: once.look.width,
        height: once.look.height,
        format: 'png',
      });
      const { channels } = await sharp(once.bytes).stats();
      expect(channels.some(({ min, max }) => max - min > 50)).toBe(true);
    },
  );

  test('the plan of a picture is what is drawn', async () => {
    const order = firstOf('svg', false);
    const { truth, look, damage } = await drawPicture(order, noPen);
    expect(planPicture(order)).toEqual({ truth, look, damage });
  });
});

describe.skipIf(!python)(python ? 'the pen' : 'the pen: skipped, the Python environment is not there', () => {
  const pens = python ? [startPen(python), startPen(python)] : [];
  const [pen = noPen, another = noPen] = pens;
  afterAll(() => Promise.all(pens.map((pen) => pen.close())));

  test.each(producers)(
    '%s: a damaged picture has the same bytes from another process',
    async (producer) => {
      const order = firstOf(producer, true);
      const [once, again] = await Promise.all([drawPicture(order, pen), drawPicture(order, another)]);
      expect(digest(again.bytes)).toBe(digest(once.bytes));
      expect(once.mediaType).toBe('image/jpeg');
      expect((await sharp(once.bytes).metadata()).format).toBe('jpeg');
    },
    60_000,
  );

  test('what it cannot draw is an error that says why, and the next request works', async () => {
    const { truth, look } = planPicture(firstOf('matplotlib', false));
    const wrong = pen.draw({
      producer: 'matplotlib',
      truth: { ...truth, kind: 'cartoon' },
      look,
      damage: null,
    });
    await expect(wrong).rejects.toThrow('draws no cartoon');
    expect((await pen.draw({ producer: 'matplotlib', truth, look, damage: null })).length).toBeGreaterThan(
      1000,
    );
  }, 60_000);
});
