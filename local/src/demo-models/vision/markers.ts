import { connectedComponents, type Mask } from './components.ts';
import { boxHeight, boxWidth } from './pixels.ts';
import { localThickness } from './trace.ts';

export interface Marker {
  x: number;
  y: number;
  size: number;
}

/** Finds the points drawn on a line: places much thicker than the line and about as large as each other. */
export function findMarkers(mask: Mask, thickness: number): Marker[] {
  const local = localThickness(mask);
  const least = Math.max(1.7 * thickness, thickness + 2.5);
  const bits = Uint8Array.from(local, (t) => (t >= least ? 1 : 0));
  const markers = connectedComponents({ ...mask, bits })
    .components.filter((c) => c.area >= 4 && boxWidth(c) < 40 && boxHeight(c) < 40)
    .map((c) => ({
      x: (c.left + c.right) / 2,
      y: (c.top + c.bottom) / 2,
      size: Math.sqrt(c.area),
    }));
  const sizes = markers.map((m) => m.size).sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  const alike = markers.filter((m) => m.size > 0.55 * usual && m.size < 1.6 * usual);
  // Where strokes meet they are thick too, but seldom often and never alike.
  return alike.length >= 3 && alike.length >= 0.6 * markers.length ? alike.sort((a, b) => a.x - b.x) : [];
}
