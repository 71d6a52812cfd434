import type { Axis, Panel, PanelKind } from '@snaprun/core/spec';
import { unitOf } from './captions.ts';
import { roundToPixel, valuePerPixel } from './round-value.ts';
import type { ReadAxis } from './ticks.ts';

/** A panel of a kind with nothing in it yet. */
export function emptyPanel(kind: PanelKind, confidence: number): Panel {
  return {
    kind,
    title: null,
    x: null,
    y: null,
    series: [],
    table: null,
    formula: null,
    text: [],
    photo: null,
    confidence: round(confidence),
  };
}

/** The axis as drawn; `from` and `to` are the plot's ends along it in pixels. */
export function axisOf(
  axis: ReadAxis,
  label: string | null,
  from: number,
  to: number,
  categories: boolean,
): Axis {
  const { scale } = axis;
  const unit = (unitOf(label) ?? axis.unit)?.slice(0, 40) ?? null;
  if (categories || !scale) {
    return {
      label,
      unit: unitOf(label)?.slice(0, 40) ?? null,
      scale: axis.isDate ? 'date' : 'category',
      min: null,
      max: null,
      ticks: axis.labels.slice(0, 60).map((l) => l.text.slice(0, 120)),
    };
  }
  const ends = [from, to].map((pixel) => roundToPixel(scale.toValue(pixel), valuePerPixel(scale, pixel)));
  // A misread label would put a wrong tick into the answer.
  const agrees = (n: number, at: number) => Math.abs(scale.toPixel(n) - at) < 4;
  const ticks = axis.labels.flatMap((l) => (l.number !== null && agrees(l.number, l.at) ? [l.number] : []));
  return {
    label,
    unit,
    scale: scale.kind,
    min: Math.min(...ends),
    max: Math.max(...ends),
    ticks: [...new Set(ticks)].sort((a, b) => a - b).slice(0, 60),
  };
}

export function round(confidence: number): number {
  return Math.round(Math.max(0, Math.min(1, confidence)) * 100) / 100;
}
