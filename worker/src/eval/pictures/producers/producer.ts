import type { Look } from '../look.ts';
import type { PictureKind, Truth } from '../truth/truth.ts';

export const producers = ['matplotlib', 'seaborn', 'echarts', 'vega', 'svg', 'pillow'] as const;
export type Producer = (typeof producers)[number];

/** Who can draw which kind; a kind's pictures go round among them. */
export const producersOf: Readonly<Record<PictureKind, readonly Producer[]>> = {
  bar: ['matplotlib', 'echarts', 'vega', 'seaborn'],
  horizontal_bar: ['matplotlib', 'echarts', 'vega', 'seaborn'],
  grouped_bar: ['matplotlib', 'echarts', 'vega', 'seaborn'],
  stacked_bar: ['matplotlib', 'echarts', 'vega'],
  line: ['matplotlib', 'echarts', 'vega', 'seaborn'],
  scatter: ['matplotlib', 'echarts', 'vega', 'seaborn'],
  area: ['matplotlib', 'echarts', 'vega'],
  pie: ['matplotlib', 'echarts', 'vega'],
  histogram: ['matplotlib', 'echarts', 'vega', 'seaborn'],
  box: ['matplotlib', 'echarts', 'vega', 'seaborn'],
  table: ['svg', 'pillow', 'matplotlib'],
};

/** Draws a truth as an SVG text of exactly `look.width` by `look.height` pixels. */
export type SvgProducer = (truth: Truth, look: Look) => string | Promise<string>;
