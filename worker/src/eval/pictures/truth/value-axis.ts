import type { Axis } from '@snaprun/core/spec';

/** A linear axis with round ticks that holds all values, with zero where `fromZero`. */
export function linearAxis(
  label: string | null,
  unit: string | null,
  values: readonly number[],
  fromZero: boolean,
): Axis {
  const low = Math.min(...values, ...(fromZero ? [0] : []));
  const high = Math.max(...values, ...(fromZero ? [0] : []));
  const step = roundStep((high - low || Math.abs(high) || 1) / 5);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * step));
  return { label, unit, scale: 'linear', min: tidy(first * step), max: tidy(last * step), ticks };
}

/** A logarithmic axis from one power of ten to another. */
export function logAxis(label: string | null, unit: string | null, values: readonly number[]): Axis {
  const first = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const last = Math.max(first + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => tidy(10 ** (first + i)));
  return { label, unit, scale: 'log', min: tidy(10 ** first), max: tidy(10 ** last), ticks };
}

export function categoryAxis(label: string | null, labels: readonly string[]): Axis {
  return { label, unit: null, scale: 'category', min: null, max: null, ticks: [...labels] };
}

/** 1, 2, 2.5 or 5 times a power of ten, at least `wanted`. */
function roundStep(wanted: number): number {
  const power = 10 ** Math.floor(Math.log10(wanted) + 1e-9);
  return power * ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= wanted * (1 - 1e-9)) ?? 10);
}

/** Without the binary dust of multiplying. */
export function tidy(value: number): number {
  return Number(value.toPrecision(9));
}

/** Three significant digits: what somebody would put into a chart. */
export function threeDigits(value: number): number {
  return Number(value.toPrecision(3));
}

/** Years stand without a thousands separator. */
export function isYears({ min, max, ticks }: Axis): boolean {
  return (
    (min ?? 0) >= 1900 &&
    (max ?? 0) <= 2100 &&
    ticks.every((tick) => Number.isInteger(tick)) &&
    ticks.length > 1
  );
}
