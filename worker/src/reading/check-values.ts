import type { Axis, Panel, PanelKind, Series } from '@snaprun/core/spec';
import { type Oddity, shown } from './oddity.ts';

/** A value may stick out of its axis by this part of the range before that is odd. */
const slack = 0.05;
/** Fewer equal values than this happen by chance. */
const leastAlike = 3;

/** Whether the values can be what the axes say, and shares a whole. */
export function checkValues(panel: Panel): Oddity[] {
  return [...checkRange(panel), ...checkShares(panel), ...checkAlike(panel)];
}

const withoutAxes: readonly PanelKind[] = ['pie', 'table', 'formula', 'photo', 'text', 'unknown'];

function checkRange(panel: Panel): Oddity[] {
  if (withoutAxes.includes(panel.kind)) return [];
  const [along, upright] = panel.kind === 'horizontal_bar' ? [panel.y, panel.x] : [panel.x, panel.y];
  const points = panel.series.flatMap((series) => series.points);
  const values = points.flatMap(({ x, y }) => (y === null ? [] : [{ x, value: y }]));
  const places = points.flatMap(({ x }) => (typeof x === 'number' ? [{ x, value: x }] : []));
  return [
    ...outside(values, upright, 'value'),
    ...(along?.scale === 'linear' || along?.scale === 'log' ? outside(places, along, 'position') : []),
  ];
}

function outside(
  points: readonly { x: number | string; value: number }[],
  axis: Axis | null,
  what: string,
): Oddity[] {
  if (axis === null || axis.min === null || axis.max === null || axis.max <= axis.min) return [];
  const { min, max } = axis;
  const isLog = axis.scale === 'log' && min > 0;
  // On a log scale a little above is a multiple.
  const [low, high] = isLog
    ? [min * (min / max) ** slack, max * (max / min) ** slack]
    : [min - slack * (max - min), max + slack * (max - min)];
  const out = points.filter(({ value }) => value < low || value > high);
  const [first] = out;
  if (first === undefined) return [];
  const others = out.length > 1 ? `, and ${out.length - 1} more` : '';
  const place = what === 'value' ? ` at “${first.x}”` : '';
  const message = `The ${what} ${shown(first.value)}${place} is outside of its axis (${shown(min)} to ${shown(max)})${others}`;
  return [{ rule: 'VALUE_OUT_OF_RANGE', message }];
}

/** Slices that are nearly but not quite a whole were misread; with values of any other sum they are no percentages. */
function checkShares(panel: Panel): Oddity[] {
  if (panel.kind === 'pie') return panel.series.flatMap((series) => sharesOf(valuesOf(series), 'The slices'));
  const axis = panel.y;
  const isPercent = axis?.unit?.trim() === '%' || /%|percent/i.test(axis?.label ?? '');
  if (panel.kind !== 'stacked_bar' || !isPercent || axis?.max !== 100) return [];
  const sums = new Map<string, number[]>();
  for (const { points } of panel.series)
    for (const { x, y } of points) sums.set(`${x}`, [...(sums.get(`${x}`) ?? []), y ?? Number.NaN]);
  return [...sums].flatMap(([x, values]) => sharesOf(values, `The parts of “${x}”`));
}

function sharesOf(values: readonly number[], what: string): Oddity[] {
  const sum = values.reduce((total, value) => total + value, 0);
  const whole = [100, 1].find((one) => sum > 0.85 * one && sum < 1.15 * one);
  // Each may have been rounded, to whole percents at worst.
  if (
    values.length < 2 ||
    whole === undefined ||
    Math.abs(sum - whole) <= (whole / 100) * (0.5 * values.length + 0.5)
  )
    return [];
  return [{ rule: 'SHARES_SUM', message: `${what} add up to ${shown(sum)}, not to ${whole}` }];
}

function checkAlike(panel: Panel): Oddity[] {
  if (!areValuesAlike(panel)) return [];
  const [value] = panel.series.flatMap(valuesOf);
  return [{ rule: 'VALUES_ALIKE', message: `Every value was read as ${shown(value ?? 0)}` }];
}

/** Whether all values of a chart, three or more, are one and the same: then any constant figure would agree with it. */
export function areValuesAlike(panel: Panel): boolean {
  const values = panel.series.flatMap(valuesOf);
  return values.length >= leastAlike && values.every((value) => value === values[0]);
}

function valuesOf({ points }: Series): number[] {
  return points.flatMap(({ y }) => (y === null ? [] : [y]));
}
