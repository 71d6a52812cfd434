import type { Spec } from '@snaprun/core/spec';
import { countTokens } from './tokens.ts';

/** A series of so few points is not thinned: each may be a category. */
const fewPoints = 24;
const thinned = 'The picture shows more points than fit into an answer; some are left out, evenly.';

/** The reading in at most so many tokens: of long series only points at even steps, the first and the last among them. */
export function thinReading(spec: Spec, maxTokens: number): Spec {
  let reading = spec;
  // Each round leaves two thirds; a thousand points become fewer than `fewPoints` in ten.
  for (let round = 0; round < 10 && countTokens(JSON.stringify(reading)) > maxTokens; round++) {
    const panels = reading.panels.map((panel) => ({
      ...panel,
      series: panel.series.map((one) => ({ ...one, points: evenly(one.points) })),
    }));
    reading = { ...spec, panels, notes: [...spec.notes, thinned] };
  }
  return reading;
}

function evenly<T>(points: readonly T[]): T[] {
  if (points.length <= fewPoints) return [...points];
  const left = Math.ceil((points.length * 2) / 3);
  const step = (points.length - 1) / (left - 1);
  return Array.from({ length: left }, (_, at) => points[Math.round(at * step)]).filter(
    (point) => point !== undefined,
  );
}
