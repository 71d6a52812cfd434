import * as echarts from 'echarts';
import type { Look } from '../look.ts';
import type { Truth } from '../truth/truth.ts';
import { echartsAxes } from './echarts-axes.ts';
import { echartsSeries } from './echarts-series.ts';

/** Draws with ECharts' server-side SVG renderer. */
export function drawWithEcharts(truth: Truth, look: Look): string {
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: look.width,
    height: look.height,
  });
  try {
    chart.setOption(optionOf(truth, look));
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

function optionOf(truth: Truth, look: Look): echarts.EChartsCoreOption {
  const { fontSize, foreground } = look;
  const textStyle = { fontFamily: look.font, fontSize, color: foreground };
  const names = truth.series.map(({ name }) => name);
  const hasLegend =
    (truth.kind !== 'box' && names.length > 1) || (truth.kind === 'pie' && look.legend === 'right');
  // ECharts looks for no free corner: over bars and areas a legend inside would hide what it explains.
  const isFull = !['line', 'scatter', 'pie'].includes(truth.kind);
  const legendAt = look.legend === 'inside' && isFull ? 'right' : look.legend;
  const { legend, grid } = places({ ...look, legend: legendAt }, hasLegend);
  return {
    animation: false,
    backgroundColor: look.background,
    color: look.palette,
    textStyle,
    ...(truth.title === null
      ? {}
      : {
          title: {
            text: truth.title,
            left: look.titleAt,
            top: fontSize * 0.6,
            textStyle: { ...textStyle, fontSize: fontSize * 1.35, fontWeight: 'bold' },
          },
        }),
    ...(hasLegend ? { legend: { ...legend, textStyle, itemGap: fontSize } } : {}),
    ...(truth.kind === 'pie' ? {} : { grid: { ...grid, containLabel: true }, ...echartsAxes(truth, look) }),
    series: echartsSeries(truth, look, hasLegend),
  };
}

/** Where the legend stands, and the room that it leaves for the plot. */
function places({ fontSize, legend: at }: Look, hasLegend: boolean) {
  const grid = { left: fontSize * 4, right: fontSize * 2.5, top: fontSize * 4, bottom: fontSize * 3.5 };
  if (!hasLegend) return { legend: {}, grid };
  switch (at) {
    case 'right':
      return {
        legend: { orient: 'vertical', right: fontSize, top: 'middle' },
        grid: { ...grid, right: fontSize * 10 },
      };
    case 'bottom':
      return { legend: { bottom: fontSize * 0.5 }, grid: { ...grid, bottom: fontSize * 6 } };
    case 'top':
      return { legend: { top: fontSize * 2.8 }, grid: { ...grid, top: fontSize * 6 } };
    case 'inside':
      return { legend: { orient: 'vertical', right: fontSize * 3, top: fontSize * 4.3 }, grid };
  }
}
