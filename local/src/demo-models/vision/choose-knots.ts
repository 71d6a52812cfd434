import type { ChartScene } from './chart-scene.ts';
import { evenKnots, fewCorners, mergePositions, roundPositions } from './knots.ts';
import type { Marker } from './markers.ts';
import { roundToPixel, valuePerPixel } from './round-value.ts';
import type { Trace } from './trace.ts';

/** Where along x data stand: pixels from the left of the plot, and what stands there on the axis. */
export interface Knots {
  pixels: number[];
  labels: (string | number)[];
  /** 0..1: names that were read or numbers on a scale; places that are only counted tell little. */
  confidence: number;
}

/** Data that stand nowhere in particular are likely at the wrong place. */
const unsurePlaces = 0.5;

/** Where along x the data stand: at named labels, at markers, or at the corners of the lines. */
export function chooseKnots(scene: ChartScene, lines: readonly { trace: Trace; markers: Marker[] }[]): Knots {
  const { left } = scene.plot.box;
  const { scale, labels } = scene.xAxis;
  const from = Math.min(...lines.map((l) => l.trace.xs[0] ?? 0));
  const to = Math.max(...lines.map((l) => l.trace.xs.at(-1) ?? 0));
  if (!scale && labels.length >= 2) {
    return {
      pixels: labels.map((l) => l.at - left),
      labels: labels.map((l) => l.text.slice(0, 120)),
      confidence: 1,
    };
  }
  const vertices = lines.flatMap((l) => fewCorners(l.trace));
  const markers = lines.flatMap((l) => l.markers.map((m) => m.x));
  const marked = mergePositions(markers, 4);
  // Markers are seen whole only where nothing covers them: a line must not reach far beyond them.
  const useMarkers = marked.length >= 3 && (marked[0] ?? 0) - from < 12 && to - (marked.at(-1) ?? 0) < 12;
  const slack = Math.max(3, (to - from) / 150);
  const pixels = useMarkers
    ? marked
    : (evenKnots(vertices, from, to) ?? mergePositions(vertices, slack).slice(0, 200));
  if (!scale) return { pixels, labels: pixels.map((_, i) => i + 1), confidence: unsurePlaces };
  const exact = roundPositions(pixels.map((x) => scale.toValue(x + left)));
  const digits = valuePerPixel(scale, left + from);
  return {
    pixels,
    confidence: scale.confidence,
    labels: exact.map((v, i) => (v === scale.toValue((pixels[i] ?? 0) + left) ? roundToPixel(v, digits) : v)),
  };
}

/** The knots one line reaches, by number. */
export function ownKnots(knots: Knots, trace: Trace): number[] {
  const first = (trace.xs[0] ?? 0) - 6;
  const last = (trace.xs.at(-1) ?? 0) + 6;
  const own = knots.pixels
    .map((_, k) => k)
    .filter((k) => (knots.pixels[k] ?? 0) >= first && (knots.pixels[k] ?? 0) <= last);
  return own.length >= 2 ? own.slice(0, 200) : knots.pixels.map((_, k) => k).slice(0, 200);
}
