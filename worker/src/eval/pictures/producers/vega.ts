import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Look } from '../look.ts';
import type { Truth } from '../truth/truth.ts';
import { vegaMarks } from './vega-marks.ts';

/** Draws with Vega-Lite, which says what, and Vega, which makes the SVG. */
export async function drawWithVega(truth: Truth, look: Look): Promise<string> {
  const { spec } = compile(specOf(truth, look), { logger: quiet });
  const view = new vega.View(vega.parse(spec), { renderer: 'none', logger: quiet });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

const quiet = vega.logger(vega.None);

function specOf(truth: Truth, look: Look): TopLevelSpec {
  const { fontSize, font, foreground } = look;
  const text = { labelFont: font, titleFont: font, labelColor: foreground, titleColor: foreground };
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: look.width,
    height: look.height,
    autosize: { type: 'fit', contains: 'padding' },
    padding: fontSize,
    background: look.background,
    ...(truth.title === null ? {} : { title: truth.title }),
    config: {
      font,
      title: {
        font,
        fontSize: fontSize * 1.35,
        color: foreground,
        anchor: look.titleAt === 'left' ? 'start' : 'middle',
        offset: fontSize,
      },
      axis: {
        ...text,
        labelFontSize: fontSize,
        titleFontSize: fontSize,
        gridColor: look.gridColor,
        domain: look.frame !== 'none',
        domainColor: foreground,
        tickColor: foreground,
        titlePadding: fontSize * 0.8,
        labelLimit: fontSize * 14,
      },
      view: { stroke: look.frame === 'box' ? foreground : null },
      legend: {
        ...text,
        labelFontSize: fontSize,
        titleFontSize: fontSize,
        orient: look.legend === 'inside' ? 'top-right' : look.legend,
        symbolSize: fontSize * 8,
        labelLimit: fontSize * 14,
      },
      range: { category: look.palette },
      boxplot: { median: { color: foreground }, rule: { color: foreground }, ticks: false },
    },
    ...vegaMarks(truth, look),
  } as TopLevelSpec;
}
