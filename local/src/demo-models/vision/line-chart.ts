import type { Panel, Series } from '@snaprun/core/spec';
import { type ChartScene, nameColors } from './chart-scene.ts';
import { chooseKnots, ownKnots } from './choose-knots.ts';
import { legendBoxes } from './legend.ts';
import { findStrokes } from './line-colors.ts';
import { findMarkers, type Marker } from './markers.ts';
import { boxWidth, distance, toHex } from './pixels.ts';
import { roundToPixel, valuePerPixel } from './round-value.ts';
import { axisOf, emptyPanel, round } from './spec-parts.ts';
import { fitPolyline } from './spline.ts';
import { type Trace, traceLine } from './trace.ts';

interface TracedLine {
  color: number;
  trace: Trace;
  markers: Marker[];
  /** Share of the columns between its ends where the line shows. */
  shown: number;
}

/** Below this the strokes are something else: scattered points, boxes, text. */
const leastConfidence = 0.35;

/** Reads a line chart, or null when no thin lines run through the plot. */
export function readLines(scene: ChartScene): Panel | null {
  const { raster, plot, yAxis, xAxis, captions } = scene;
  const { box } = plot;
  const strokes = findStrokes(
    raster,
    plot,
    legendBoxes(scene.legend, raster),
    scene.names.map((n) => n.color),
  );
  const lines: TracedLine[] = [];
  strokes.masks.forEach((mask, color) => {
    const trace = traceLine(mask);
    if (!trace || trace.thickness > 14) return;
    const span = (trace.xs.at(-1) ?? 0) - (trace.xs[0] ?? 0);
    const shown = trace.xs.length / Math.max(1, span);
    if (span < boxWidth(box) * 0.25 || shown < 0.35) return;
    // A legend names all lines; another colour must be drawn through to count.
    const own = strokes.colors[color];
    const named = scene.names.some((n) => own && distance(n.color, own) < 30);
    if (scene.names.length >= 2 && !named && shown < 0.8) return;
    lines.push({ color, trace, markers: findMarkers(mask, trace.thickness), shown });
  });
  if (lines.length === 0 || !yAxis.scale) return null;
  const scale = yAxis.scale;
  const knots = chooseKnots(scene, lines);
  const names = nameColors(
    lines.map((l) => strokes.colors[l.color] ?? [0, 0, 0]),
    scene.names,
  );
  const read = lines.slice(0, 12).map((line, i): Series => {
    const color = strokes.colors[line.color];
    const own = ownKnots(knots, line.trace);
    const fitted = fitPolyline(
      own.map((k) => knots.pixels[k] ?? 0),
      line.trace.xs,
      line.trace.ys,
    );
    // Samples off the fitted line, and long stretches where nothing shows, say that this is no simple line.
    const doubt = Math.min(1, fitted.agreeing + 0.06) ** 2 * (1 - hiddenShare(line.trace)) ** 1.5;
    const confidence = scale.confidence * knots.confidence * doubt * Math.min(1, 0.6 + 0.5 * line.shown);
    return {
      name: names[i] ?? null,
      color: color ? toHex(color) : null,
      points: own.map((k, n) => {
        const pixel = (fitted.ys[n] ?? 0) + box.top;
        const seen = (fitted.support[n] ?? 0) > 1;
        return {
          x: knots.labels[k] ?? k + 1,
          y: roundToPixel(scale.toValue(pixel), valuePerPixel(scale, pixel)),
          confidence: round(seen ? confidence : confidence * 0.4),
        };
      }),
      confidence: round(confidence),
    };
  });
  const series = read.filter((s) => s.name !== null || s.confidence >= leastConfidence);
  const all = series.map((s) => s.confidence);
  if (!all.some((c) => c >= leastConfidence)) return null;
  const confidence = (Math.min(...all) + all.reduce((sum, c) => sum + c, 0) / all.length) / 2;
  return {
    ...emptyPanel('line', confidence),
    title: captions.title,
    x: axisOf(xAxis, captions.xLabel, box.left, box.right, xAxis.scale === null),
    y: axisOf(yAxis, captions.yLabel, box.bottom, box.top, false),
    series,
  };
}

/** Share of the line's extent in gaps wider than dashes leave. */
function hiddenShare({ xs }: Trace): number {
  const span = (xs.at(-1) ?? 0) - (xs[0] ?? 0);
  const hidden = xs.slice(1).reduce((sum, x, i) => sum + (x - (xs[i] ?? 0) > 14 ? x - (xs[i] ?? 0) : 0), 0);
  return hidden / Math.max(1, span);
}
