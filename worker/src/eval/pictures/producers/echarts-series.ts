import type { Look } from '../look.ts';
import type { Truth } from '../truth/truth.ts';

/** The marks of a chart as ECharts takes them. */
export function echartsSeries(truth: Truth, look: Look, hasLegend: boolean): Record<string, unknown>[] {
  const { series, kind } = truth;
  const numericX = truth.x?.scale === 'linear';
  const label = {
    show: look.valueLabels,
    position: kind === 'horizontal_bar' ? 'right' : kind === 'stacked_bar' ? 'inside' : 'top',
    fontFamily: look.font,
    fontSize: look.fontSize * 0.85,
    color: look.foreground,
  };
  switch (kind) {
    case 'bar':
    case 'horizontal_bar':
    case 'grouped_bar':
    case 'stacked_bar':
    case 'histogram':
      return series.map(({ name, points }) => ({
        type: 'bar',
        name: name ?? '',
        data: points.map(({ y }) => y),
        label: { ...label, show: label.show && kind !== 'histogram' },
        barCategoryGap: kind === 'histogram' ? '2%' : `${Math.round((1 - look.barShare) * 100)}%`,
        ...(kind === 'stacked_bar' ? { stack: 'all' } : {}),
        ...(look.edge ? { itemStyle: { borderColor: look.foreground, borderWidth: 1 } } : {}),
      }));
    case 'line':
    case 'area':
      return series.map(({ name, points }) => ({
        type: 'line',
        name: name ?? '',
        data: points.map(({ x, y }) => (numericX ? [x, y] : y)),
        showSymbol: look.markers,
        symbolSize: look.fontSize * 0.5,
        lineStyle: { width: look.lineWidth },
        ...(kind === 'area' ? { areaStyle: { opacity: 0.75 }, stack: 'all' } : {}),
      }));
    case 'scatter':
      return series.map(({ name, points }) => ({
        type: 'scatter',
        name: name ?? '',
        data: points.map(({ x, y }) => [x, y]),
        symbolSize: look.fontSize * 0.7,
      }));
    case 'pie':
      return [
        {
          type: 'pie',
          radius: look.donut ? ['35%', '62%'] : '62%',
          center: ['50%', '55%'],
          label: {
            ...label,
            show: true,
            position: 'outside',
            formatter: look.valueLabels ? (hasLegend ? '{d}%' : '{b}: {d}%') : '{b}',
          },
          labelLine: { lineStyle: { color: look.foreground } },
          data: series[0]?.points.map(({ x, y }) => ({ name: String(x), value: y })),
        },
      ];
    case 'box':
      return [
        {
          type: 'boxplot',
          data: series[0]?.points.map((_, i) => series.map(({ points }) => points[i]?.y)),
          itemStyle: { borderColor: look.foreground, color: look.palette[0], borderWidth: look.lineWidth },
          boxWidth: ['20%', `${Math.round(look.barShare * 70)}%`],
        },
      ];
    case 'table':
      throw new Error('ECharts draws no tables.');
  }
}
