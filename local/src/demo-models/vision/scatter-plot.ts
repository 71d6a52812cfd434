import type { Panel, Series } from '@snaprun/core/spec';
import { type ChartScene, nameColors } from './chart-scene.ts';
import { type Component, connectedComponents, type Mask } from './components.ts';
import { legendBoxes } from './legend.ts';
import { findStrokes } from './line-colors.ts';
import { boxHeight, boxWidth, toHex } from './pixels.ts';
import { roundToPixel, valuePerPixel } from './round-value.ts';
import { axisOf, emptyPanel, round } from './spec-parts.ts';

const fewestPoints = 4;
const mostPoints = 200;
const smallest = 3;
const largest = 44;
/** Of what is drawn in a colour, what its points must make up: strokes that join points make it a line chart. */
const leastShare = 0.8;

/** Reads a scatter plot, or null when what is drawn are no separate points. */
export function readScatter(scene: ChartScene): Panel | null {
  const { raster, plot, xAxis, yAxis, captions } = scene;
  if (!xAxis.scale || !yAxis.scale) return null;
  const [across, up] = [xAxis.scale, yAxis.scale];
  const { box } = plot;
  const known = scene.names.map((n) => n.color);
  const strokes = findStrokes(raster, plot, legendBoxes(scene.legend, raster), known);
  const clouds = strokes.masks.flatMap((mask, i) => {
    const cloud = pointsIn(mask);
    return cloud && strokes.colors[i] ? [{ ...cloud, color: strokes.colors[i] }] : [];
  });
  const all = clouds.reduce((sum, cloud) => sum + cloud.points.length, 0);
  const ink = strokes.masks.reduce((sum, mask) => sum + mask.bits.reduce((n, bit) => n + bit, 0), 0);
  const pointInk = clouds.reduce((sum, cloud) => sum + cloud.area, 0);
  if (all < fewestPoints || pointInk < leastShare * ink) return null;
  const names = nameColors(
    clouds.map((cloud) => cloud.color),
    scene.names,
  );
  const sure = Math.min(across.confidence, up.confidence) * Math.min(1, pointInk / Math.max(1, ink) + 0.05);
  const series = clouds.slice(0, 12).map((cloud, i): Series => {
    const confidence = round(sure * (1 - 0.5 * (cloud.merged / cloud.points.length)));
    const points = cloud.points.slice(0, mostPoints).map(({ x, y }) => {
      const [px, py] = [x + box.left, y + box.top];
      return {
        x: roundToPixel(across.toValue(px), valuePerPixel(across, px)),
        y: roundToPixel(up.toValue(py), valuePerPixel(up, py)),
      };
    });
    return { name: names[i] ?? null, color: toHex(cloud.color), points, confidence };
  });
  return {
    ...emptyPanel('scatter', Math.min(...series.map((s) => s.confidence))),
    title: captions.title,
    x: axisOf(xAxis, captions.xLabel, box.left, box.right, false),
    y: axisOf(yAxis, captions.yLabel, box.bottom, box.top, false),
    series,
  };
}

interface Cloud {
  points: { x: number; y: number }[];
  /** Points that lie on others, told apart by the size of their common blot. */
  merged: number;
  /** Pixels of all points. */
  area: number;
}

/** The separate marks of one colour, about as large as each other; null when there are none or most is something else. */
export function pointsIn(mask: Mask): Cloud | null {
  const { components, labels } = connectedComponents(mask);
  const marks = components.filter(
    (c) => boxWidth(c) >= smallest && boxHeight(c) >= smallest && c.area > 0.4 * boxWidth(c) * boxHeight(c),
  );
  const single = marks.filter((c) => {
    const aspect = boxWidth(c) / boxHeight(c);
    return aspect > 0.7 && aspect < 1.45 && boxWidth(c) <= largest;
  });
  const areas = single.map((c) => c.area).sort((a, b) => a - b);
  const usual = areas[areas.length >> 1] ?? 0;
  if (single.length < 3 || usual < 7) return null;
  const cloud: Cloud = { points: [], merged: 0, area: 0 };
  for (const mark of marks) {
    if (mark.area < 0.4 * usual || mark.area > 7 * usual) continue;
    // Two that touch are larger than one; how much they overlap cannot be told from the area alone.
    const isOne = single.includes(mark) && mark.area < 1.45 * usual;
    const count = isOne ? 1 : Math.max(1, Math.round(mark.area / usual + 0.15));
    cloud.area += mark.area;
    if (count === 1) cloud.points.push(centerOf(mark, mask, labels));
    else {
      cloud.points.push(...partBlot(mark, mask, labels, count));
      cloud.merged += count;
    }
  }
  return cloud.points.length >= 3 ? cloud : null;
}

function pixelsOf(mark: Component, mask: Mask, labels: Int32Array): { x: number; y: number }[] {
  const pixels: { x: number; y: number }[] = [];
  for (let y = mark.top; y < mark.bottom; y++)
    for (let x = mark.left; x < mark.right; x++)
      if (labels[y * mask.width + x] === mark.id) pixels.push({ x: x + 0.5, y: y + 0.5 });
  return pixels;
}

function centerOf(mark: Component, mask: Mask, labels: Int32Array): { x: number; y: number } {
  return meanOf(pixelsOf(mark, mask, labels));
}

function meanOf(points: { x: number; y: number }[]): { x: number; y: number } {
  const n = Math.max(1, points.length);
  return {
    x: points.reduce((sum, p) => sum + p.x, 0) / n,
    y: points.reduce((sum, p) => sum + p.y, 0) / n,
  };
}

/** Parts a blot of several marks by k-means (Lloyd, 1982), from centres spread along its longer side. */
function partBlot(
  mark: Component,
  mask: Mask,
  labels: Int32Array,
  count: number,
): { x: number; y: number }[] {
  const pixels = pixelsOf(mark, mask, labels);
  const flat = boxWidth(mark) >= boxHeight(mark);
  const sorted = [...pixels].sort((a, b) => (flat ? a.x - b.x : a.y - b.y));
  let centers = Array.from({ length: count }, (_, k) => {
    const share = sorted.slice(
      Math.floor((k * sorted.length) / count),
      Math.floor(((k + 1) * sorted.length) / count),
    );
    return meanOf(share);
  });
  for (let round = 0; round < 12; round++) {
    const own: { x: number; y: number }[][] = centers.map(() => []);
    for (const p of pixels) {
      const offs = centers.map((c) => (c.x - p.x) ** 2 + (c.y - p.y) ** 2);
      own[offs.indexOf(Math.min(...offs))]?.push(p);
    }
    centers = centers.map((c, k) => (own[k]?.length ? meanOf(own[k]) : c));
  }
  return centers;
}
