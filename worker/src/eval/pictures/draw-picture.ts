import sharp from 'sharp';
import { chooseDamage, chooseLook, type Damage, type Look } from './look.ts';
import type { Pen } from './pen.ts';
import type { PictureOrder } from './picture-list.ts';
import { drawWithEcharts } from './producers/echarts.ts';
import type { SvgProducer } from './producers/producer.ts';
import { drawSvgTable } from './producers/svg-table.ts';
import { drawWithVega } from './producers/vega.ts';
import { seededRandom } from './seeded-random.ts';
import { makeTruth } from './truth/make-truth.ts';
import type { Truth } from './truth/truth.ts';

export interface Picture {
  order: PictureOrder;
  truth: Truth;
  look: Look;
  damage: Damage | null;
  bytes: Uint8Array;
  mediaType: 'image/png' | 'image/jpeg';
}

const svgProducers: Partial<Record<PictureOrder['producer'], SvgProducer>> = {
  echarts: drawWithEcharts,
  vega: drawWithVega,
  svg: drawSvgTable,
};

/** What a picture shows and how it looks, without drawing it. */
export function planPicture(order: PictureOrder): Pick<Picture, 'truth' | 'look' | 'damage'> {
  // Streams of their own: a new choice in one of them leaves the others as they were.
  const truth = makeTruth(order.kind, seededRandom(`${order.seed}/truth`));
  const look = chooseLook(order.group, order.kind, seededRandom(`${order.seed}/look`));
  const damage = order.group === 'degraded' ? chooseDamage(seededRandom(`${order.seed}/damage`)) : null;
  return { truth, look, damage };
}

/** Makes the picture: the same bytes for the same order, as long as producers and fonts are the same. */
export async function drawPicture(order: PictureOrder, pen: Pen): Promise<Picture> {
  const { truth, look, damage } = planPicture(order);
  const drawSvg = svgProducers[order.producer];
  let bytes: Uint8Array;
  if (drawSvg === undefined) {
    bytes = await pen.draw({ producer: order.producer, truth, look, damage });
  } else {
    const svg = await drawSvg(truth, look);
    bytes = await sharp(Buffer.from(svg)).flatten({ background: look.background }).png().toBuffer();
    if (damage) bytes = await pen.draw({ png: Buffer.from(bytes).toString('base64'), damage });
  }
  return { order, truth, look, damage, bytes, mediaType: damage ? 'image/jpeg' : 'image/png' };
}
