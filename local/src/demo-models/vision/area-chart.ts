import type { Panel, Series } from '@snaprun/core/spec';
import { areaEdges, type Layer } from './area-edges.ts';
import { type ChartScene, nameColors } from './chart-scene.ts';
import { chooseKnots, ownKnots } from './choose-knots.ts';
import { findFills } from './fills.ts';
import { legendBoxes } from './legend.ts';
import { toHex } from './pixels.ts';
import { roundToPixel, valuePerPixel } from './round-value.ts';
import { axisOf, emptyPanel, round } from './spec-parts.ts';
import { fitPolyline } from './spline.ts';

/**
 * Reads filled areas that lie on each other, or null when the coloured areas are something else.
 *
 * A layer's values are its own: the height of its edge less that of the edge below.
 */
export function readAreas(scene: ChartScene): Panel | null {
  const { raster, plot, yAxis, xAxis, captions } = scene;
  const { box } = plot;
  const { scale } = yAxis;
  if (!scale) return null;
  const fills = findFills(raster, plot, legendBoxes(scene.legend, raster));
  const zero = scale.kind === 'linear' ? scale.toPixel(0) : Number.NaN;
  const baseline = zero > box.top + 8 && zero < box.bottom + 8 ? Math.min(zero, box.bottom) : box.bottom;
  const layers = areaEdges(fills, baseline);
  if (layers === null) return null;
  const knots = chooseKnots(
    scene,
    layers.map(({ trace }) => ({ trace, markers: [] })),
  );
  const names = nameColors(
    layers.map(({ color }) => fills.colors[color] ?? [0, 0, 0]),
    scene.names,
  );
  const edges = layers.map((layer) => edgeAt(layer, knots.pixels));
  const series = layers.slice(0, 12).map((layer, i): Series => {
    const color = fills.colors[layer.color];
    const own = ownKnots(knots, layer.trace);
    const fit = edges[i];
    const confidence = scale.confidence * knots.confidence * Math.min(1, (fit?.agreeing ?? 0) + 0.05) ** 2;
    return {
      name: names[i] ?? null,
      color: color ? toHex(color) : null,
      points: own.map((k) => {
        const upper = (fit?.ys[k] ?? 0) + box.top;
        const lower = i === 0 ? scale.toPixel(0) : (edges[i - 1]?.ys[k] ?? 0) + box.top;
        const y = scale.toValue(upper) - (i === 0 ? 0 : scale.toValue(lower));
        return {
          x: knots.labels[k] ?? k + 1,
          y: roundToPixel(y, valuePerPixel(scale, upper)),
          confidence: round(confidence),
        };
      }),
      confidence: round(confidence),
    };
  });
  const confidence = Math.min(...series.map((one) => one.confidence));
  return {
    ...emptyPanel('area', confidence),
    title: captions.title,
    x: axisOf(xAxis, captions.xLabel, box.left, box.right, xAxis.scale === null),
    y: axisOf(yAxis, captions.yLabel, box.bottom, box.top, false),
    series,
  };
}

function edgeAt({ trace }: Layer, pixels: number[]) {
  return fitPolyline(pixels, trace.xs, trace.ys);
}
