import { type FillMap, paper } from './fills.ts';
import { boxHeight, boxWidth } from './pixels.ts';
import type { Trace } from './trace.ts';

/** One filled area: its colour in the map, and its upper edge in pixels of the map. */
export interface Layer {
  color: number;
  trace: Trace;
}

interface Piece {
  color: number;
  /** Rows, the lower one first: an area that fills rows 5 to 9 goes from 10 to 5. */
  from: number;
  to: number;
}

/** A line along the edge, or a marker on it, may part two areas. */
const mostGap = 14;
/** Share of the columns between first and last that areas fill; bars leave gaps. */
const leastFilled = 0.93;

/**
 * The areas that lie on a baseline, from the lowest to the highest, or null when what lies there are no areas.
 *
 * The top of areas rises and falls from column to column, that of bars jumps.
 */
export function areaEdges(fills: FillMap, baseline: number): Layer[] | null {
  const width = boxWidth(fills.box);
  const start = Math.min(boxHeight(fills.box), Math.round(baseline) - fills.box.top);
  const columns = Array.from({ length: width }, (_, x) => piecesOf(fills, x, start));
  const filled = columns.flatMap((pieces, x) => (pieces.length > 0 ? [x] : []));
  const [first = 0, last = 0] = [filled[0], filled.at(-1)];
  if (last - first < width * 0.3 || filled.length < (last - first + 1) * leastFilled) return null;
  if (!risesSmoothly(filled.map((x) => columns[x]?.at(-1)?.to ?? 0))) return null;
  const order = layersOf(filled.map((x) => columns[x] ?? []));
  if (order.length === 0) return null;
  return order.map((color) => {
    const seen = filled.flatMap((x) => {
      const pieces = columns[x] ?? [];
      const at = pieces.findIndex((piece) => piece.color === color);
      const piece = pieces[at];
      return piece ? [{ x: x + 0.5, y: edgeAbove(fills, x, piece, pieces[at + 1]) }] : [];
    });
    return { color, trace: { xs: seen.map(({ x }) => x), ys: seen.map(({ y }) => y), thickness: 2 } };
  });
}

function piecesOf({ ids, box }: FillMap, x: number, start: number): Piece[] {
  const width = boxWidth(box);
  const pieces: Piece[] = [];
  let gap = 0;
  for (let y = start - 1; y >= 0 && gap <= mostGap; y--) {
    const id = ids[y * width + x] ?? 0;
    const last = pieces.at(-1);
    if (id === 0 || id === paper) {
      gap++;
      if (id === paper && gap > 6) break;
      continue;
    }
    gap = 0;
    if (last && last.color === id - 1) last.to = y;
    else pieces.push({ color: id - 1, from: y + 1, to: y });
  }
  const thick = pieces.filter(({ from, to }) => from - to >= 3);
  // A stroke between two pieces of one colour.
  return thick.filter((piece, i) => {
    const below = thick[i - 1];
    if (below?.color !== piece.color) return true;
    below.to = piece.to;
    return false;
  });
}

/** The middle of a line along the edge, where there is one. */
function edgeAbove({ ids, box }: FillMap, x: number, piece: Piece, next: Piece | undefined): number {
  if (next) return piece.to - Math.min(6, Math.max(0, piece.to - next.from)) / 2;
  let y = piece.to - 1;
  while (y > piece.to - 6 && y >= 0 && (ids[y * boxWidth(box) + x] ?? 0) === 0) y--;
  const line = piece.to - 1 - y;
  return line > 0 && line < 6 ? piece.to - line / 2 : piece.to;
}

function risesSmoothly(tops: number[]): boolean {
  let smooth = 0;
  let jumps = 0;
  for (let i = 4; i < tops.length; i++) {
    const step = Math.abs((tops[i] ?? 0) - (tops[i - 1] ?? 0));
    const around = Math.abs((tops[i] ?? 0) - (tops[i - 4] ?? 0));
    // A jump is most of what happens within four columns.
    if (step > 8 && step > 0.8 * around) jumps += step;
    else smooth += step;
  }
  return smooth > jumps && smooth > 6;
}

/** The colours in their usual order from below; those that hardly show are left out. */
function layersOf(columns: Piece[][]): number[] {
  const places = new Map<number, number[]>();
  for (const pieces of columns) {
    pieces.forEach(({ color }, level) => {
      places.set(color, [...(places.get(color) ?? []), level]);
    });
  }
  return [...places]
    .filter(([, levels]) => levels.length > 0.5 * columns.length)
    .map(([color, levels]) => ({ color, level: levels.reduce((sum, one) => sum + one, 0) / levels.length }))
    .sort((a, b) => a.level - b.level)
    .map(({ color }) => color);
}
