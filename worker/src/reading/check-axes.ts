import type { Axis, Panel } from '@snaprun/core/spec';
import { numberIn } from '../judge/number-in.ts';
import { dateIn } from './date-in.ts';
import { type Oddity, shown } from './oddity.ts';

/** Steps between ticks are the same within this part of the step: labels are rounded. */
const stepTolerance = 0.05;

/** Whether the ticks of both axes can be what a plotting library draws. */
export function checkAxes(panel: Panel): Oddity[] {
  const axes = [
    ['horizontal', panel.x],
    ['vertical', panel.y],
  ] as const;
  return axes.flatMap(([name, axis]) => (axis === null ? [] : checkAxis(name, axis)));
}

function checkAxis(name: string, axis: Axis): Oddity[] {
  const range: Oddity[] =
    axis.min !== null && axis.max !== null && axis.min >= axis.max
      ? [
          {
            rule: 'AXIS_RANGE',
            message: `The ${name} axis was read from ${shown(axis.min)} to ${shown(axis.max)}, which is no range`,
          },
        ]
      : [];
  if (axis.scale === 'category') return range;
  if (axis.scale === 'date') return [...range, ...checkDates(name, axis.ticks)];
  const values = axis.ticks.map((tick) => (typeof tick === 'number' ? tick : numberIn(tick)));
  const numbers = values.filter((value) => value !== null);
  // Ticks of which only some are numbers are names, whatever the reader called the scale.
  if (numbers.length < 3 || numbers.length < values.length) return range;
  if (!isMonotone(numbers)) {
    const list = numbers.slice(0, 8).map(shown).join(', ');
    return [
      ...range,
      { rule: 'TICKS_ORDER', message: `The ticks of the ${name} axis are in no order: ${list}` },
    ];
  }
  return [...range, ...(axis.scale === 'log' ? checkLog(name, numbers) : checkLinear(name, numbers))];
}

function isMonotone(numbers: readonly number[]): boolean {
  const steps = stepsOf(numbers);
  return steps.every((step) => step > 0) || steps.every((step) => step < 0);
}

/** Ticks that were not read leave a gap of two or three steps, which is no contradiction. */
function checkLinear(name: string, ticks: readonly number[]): Oddity[] {
  const steps = stepsOf(ticks).map(Math.abs);
  const smallest = Math.min(...steps);
  const isEven = (step: number) => {
    const times = step / smallest;
    return Math.round(times) <= 3 && Math.abs(times - Math.round(times)) <= stepTolerance;
  };
  const odd = steps.findIndex((step) => !isEven(step));
  if (odd === -1) return [];
  const [from, to] = [ticks[odd] ?? 0, ticks[odd + 1] ?? 0];
  const asLog = ticks.every((tick) => tick > 0) && isEvenlyMultiplied(ticks);
  const message = asLog
    ? `The ticks of the ${name} axis are multiples of each other, as on a log scale, but it was read as linear`
    : `The ticks of the ${name} axis are not evenly spaced: the step from ${shown(from)} to ${shown(to)} is not like the others`;
  return [{ rule: 'TICKS_SPACING', message }];
}

function checkLog(name: string, ticks: readonly number[]): Oddity[] {
  const below = ticks.find((tick) => tick <= 0);
  if (below !== undefined) {
    const message = `The ${name} axis was read as logarithmic, but has a tick at ${shown(below)}`;
    return [{ rule: 'TICKS_LOG', message }];
  }
  const steps = stepsOf(ticks).map(Math.abs);
  const isLinear =
    ticks.length >= 4 && Math.max(...steps) - Math.min(...steps) <= stepTolerance * Math.max(...steps);
  if (!isLinear) return [];
  const message = `The ${name} axis was read as logarithmic, but its ticks are evenly spaced like linear ones`;
  return [{ rule: 'TICKS_LOG', message }];
}

function checkDates(name: string, ticks: Axis['ticks']): Oddity[] {
  const dates = ticks.map(dateIn);
  const known = dates.filter((date) => date !== null);
  if (known.length < 3 || known.length < dates.length || isMonotone(known)) return [];
  const odd = stepsOf(known).findIndex((step) => step <= 0);
  const [from, to] = [ticks[odd], ticks[odd + 1]];
  const message = `The dates of the ${name} axis are in no order: “${to}” comes after “${from}”`;
  return [{ rule: 'DATES_ORDER', message }];
}

function isEvenlyMultiplied(ticks: readonly number[]): boolean {
  const steps = stepsOf(ticks.map(Math.log)).map(Math.abs);
  return Math.max(...steps) - Math.min(...steps) <= stepTolerance * Math.max(...steps);
}

function stepsOf(numbers: readonly number[]): number[] {
  return numbers.slice(1).map((value, i) => value - (numbers[i] ?? value));
}
