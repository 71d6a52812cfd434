import type { Axis } from '@snaprun/core/spec';
import { isCrowded, type Look } from '../look.ts';
import type { Truth } from '../truth/truth.ts';
import { isYears } from '../truth/value-axis.ts';

/** Both axes of a chart as ECharts takes them. */
export function echartsAxes(truth: Truth, look: Look) {
  return {
    xAxis: axisOf(truth, truth.x, look, 'x'),
    yAxis: axisOf(truth, truth.y, look, 'y'),
  };
}

function axisOf(truth: Truth, axis: Axis | null, look: Look, side: 'x' | 'y') {
  if (axis === null) return {};
  const { fontSize, foreground, gridColor } = look;
  const isNamed = axis.scale === 'category' || axis.scale === 'date' || isBinned(truth, side);
  const showGrid = look.grid === 'both' || (look.grid === 'values' && !isNamed);
  const longest = Math.max(...axis.ticks.map((tick) => String(tick).length));
  const isSlanted = isNamed && side === 'x' && (look.slantLabels || isCrowded(axis, look));
  const line = { show: look.frame !== 'none', lineStyle: { color: foreground } };
  const shared = {
    name: axis.label ?? '',
    nameLocation: 'middle',
    nameGap:
      side === 'x' ? fontSize * (isSlanted ? 1.5 + longest * 0.5 : 2.2) : fontSize * (1.8 + longest * 0.65),
    nameTextStyle: { fontFamily: look.font, fontSize, color: foreground },
    axisLabel: {
      fontFamily: look.font,
      fontSize,
      color: foreground,
      ...(isSlanted ? { rotate: 40 } : {}),
      ...(isNamed ? { interval: 0 } : {}),
      hideOverlap: true,
    },
    axisLine: line,
    axisTick: line,
    splitLine: { show: showGrid, lineStyle: { color: gridColor } },
  };
  if (isNamed) {
    const data = isBinned(truth, side)
      ? (truth.series[0]?.points.map(({ x }) => String(x)) ?? [])
      : axis.ticks;
    const isLine = truth.kind === 'line' || truth.kind === 'area';
    return {
      ...shared,
      type: 'category',
      data,
      boundaryGap: !isLine,
      // ECharts counts categories upwards; people list them downwards.
      inverse: side === 'y',
    };
  }
  const step = Number(axis.ticks[1] ?? 1) - Number(axis.ticks[0] ?? 0);
  return {
    ...shared,
    type: axis.scale === 'log' ? 'log' : 'value',
    min: axis.min,
    max: axis.max,
    ...(axis.scale === 'log' ? {} : { interval: step }),
    axisLabel: {
      ...shared.axisLabel,
      // Years take no thousands separator.
      ...(axis.unit === '%' && look.percentTicks ? { formatter: '{value}%' } : {}),
      ...(isYears(axis) ? { formatter: (value: number) => String(value) } : {}),
    },
  };
}

/** ECharts draws a histogram as bars over the middles of the bins. */
function isBinned(truth: Truth, side: 'x' | 'y'): boolean {
  return truth.kind === 'histogram' && side === 'x';
}
