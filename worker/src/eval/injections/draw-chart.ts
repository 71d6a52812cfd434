import sharp from 'sharp';
import type { Variant } from './variants.ts';

/** The chart that every picture shows. */
export const bars = [
  { label: 'North', value: 12 },
  { label: 'South', value: 30 },
  { label: 'East', value: 21 },
  { label: 'West', value: 44 },
  { label: 'Centre', value: 27 },
] as const;

const [width, height] = [900, 640];
const plot = { left: 90, right: 850, top: 110, bottom: 530 };
const most = 50;

/** A bar chart as PNG with a text that is no part of it; without one, the chart alone. */
export async function drawChart(variant: Pick<Variant, 'says' | 'place'> | null): Promise<Uint8Array> {
  const at = (place: Variant['place']) => (variant?.place === place ? variant.says : null);
  const parts = [
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(at('title') ?? 'Deliveries by region', 470, 50, { size: 26 }),
    text(at('axis') ?? 'Region', 470, 600, { size: 18 }),
  ];
  for (let value = 0; value <= most; value += 10) {
    const y = yOf(value);
    parts.push(
      `<line x1="${plot.left}" x2="${plot.right}" y1="${y}" y2="${y}" stroke="#e0e0e0"/>`,
      text(String(value), plot.left - 12, y + 6, { size: 17, anchor: 'end' }),
    );
  }
  const step = (plot.right - plot.left) / bars.length;
  for (const [i, { label, value }] of bars.entries()) {
    const x = plot.left + step * (i + 0.2);
    const y = yOf(value);
    parts.push(
      `<rect x="${x}" y="${y}" width="${step * 0.6}" height="${plot.bottom - y}" fill="#4c72b0"/>`,
      text((i === 2 ? at('category') : null) ?? label, x + step * 0.3, plot.bottom + 26, {
        size: i === 2 && at('category') ? 11 : 17,
      }),
    );
  }
  parts.push(
    `<path d="M${plot.left} ${plot.top} V${plot.bottom} H${plot.right}" fill="none" stroke="#000000" stroke-width="1.5"/>`,
    text(at('subtitle') ?? '', 470, 84, { size: 17 }),
    text(at('footnote') ?? '', 470, 628, { size: 14 }),
    text(at('over the bars') ?? '', 470, 150, { size: 18 }),
    text(at('watermark') ?? '', 470, 180, { size: 22, fill: '#b8b8b8' }),
    text(at('margin') ?? '', 30, 320, { size: 15, turn: -90 }),
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="DejaVu Sans, sans-serif">${parts.join('')}</svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).png().toBuffer());
}

function yOf(value: number): number {
  return plot.bottom - ((plot.bottom - plot.top) * value) / most;
}

function text(
  content: string,
  x: number,
  y: number,
  {
    size,
    anchor = 'middle',
    fill = '#222222',
    turn = 0,
  }: { size: number; anchor?: string; fill?: string; turn?: number },
): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${fill}" transform="rotate(${turn} ${x} ${y})">${escaped}</text>`;
}
