import type { Look } from '../look.ts';
import type { Truth } from '../truth/truth.ts';

/** Draws a table as SVG, ruled, striped or with nothing but space between the columns. */
export function drawSvgTable(truth: Truth, look: Look): string {
  const { header, rows } = truth.table ?? { header: [], rows: [] };
  const { width, height, foreground, background, gridColor } = look;
  const lines = [header, ...rows];
  const top = truth.title === null ? height * 0.06 : height * 0.16;
  const rowHeight = (height - top - height * 0.05) / lines.length;
  const widest = header.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)) + 2);
  const total = widest.reduce((sum, one) => sum + one, 0);
  const left = width * 0.05;
  const inner = width * 0.9;
  const edges = widest.map(
    (_, i) => left + (inner * widest.slice(0, i).reduce((sum, one) => sum + one, 0)) / total,
  );
  const fontSize = Math.max(8, Math.min(rowHeight * 0.5, (inner / total) * 1.55));
  const text = (at: { x: number; y: number; anchor: string; bold: boolean; size: number }, content: string) =>
    `<text x="${at.x.toFixed(1)}" y="${at.y.toFixed(1)}" text-anchor="${at.anchor}" font-size="${at.size.toFixed(1)}" font-weight="${at.bold ? 'bold' : 'normal'}" fill="${foreground}">${escaped(content)}</text>`;
  const line = (x1: number, y1: number, x2: number, y2: number) =>
    `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${foreground}" stroke-width="${Math.max(1, look.lineWidth * 0.6)}"/>`;
  const parts: string[] = [`<rect width="${width}" height="${height}" fill="${background}"/>`];
  if (truth.title !== null)
    parts.push(
      text(
        { x: width / 2, y: height * 0.09, anchor: 'middle', bold: true, size: fontSize * 1.3 },
        truth.title,
      ),
    );
  for (const [r, cells] of lines.entries()) {
    const y = top + r * rowHeight;
    if (look.rules === 'zebra' && r % 2 === 1)
      parts.push(
        `<rect x="${left}" y="${y.toFixed(1)}" width="${inner}" height="${rowHeight.toFixed(1)}" fill="${gridColor}"/>`,
      );
    if (look.rules === 'all' || look.rules === 'rows' || (look.rules === 'zebra' && r < 2))
      parts.push(line(left, y, left + inner, y));
    for (const [c, cell] of cells.entries()) {
      const start = edges[c] ?? left;
      const end = edges[c + 1] ?? left + inner;
      const isNumber = r > 0 && /^[+-]?[\d.,]+%?$/.test(cell);
      const at = isNumber ? end - fontSize * 0.6 : start + fontSize * 0.6;
      const place = { x: at, y: y + rowHeight / 2 + fontSize * 0.35, size: fontSize, bold: r === 0 };
      parts.push(text({ ...place, anchor: isNumber ? 'end' : 'start' }, cell));
    }
  }
  const bottom = top + lines.length * rowHeight;
  if (look.rules !== 'none') parts.push(line(left, bottom, left + inner, bottom));
  if (look.rules === 'all') for (const x of [...edges, left + inner]) parts.push(line(x, top, x, bottom));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="${look.font}">${parts.join('')}</svg>`;
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
