import type { Panel } from '@snaprun/core/spec';
import { readAreas } from './area-chart.ts';
import { addOffset } from './axis-offset.ts';
import { readBars } from './bar-chart.ts';
import { readBoxes } from './box-plot.ts';
import { readCaptions } from './captions.ts';
import type { ChartScene, NamedColor } from './chart-scene.ts';
import { openTop } from './data-area.ts';
import { coverage, findFills } from './fills.ts';
import { readLabelsBelow } from './labels-below.ts';
import { layOutTexts, type TextLayout } from './layout.ts';
import { findLegend, type LegendEntry, legendBoxes } from './legend.ts';
import { readLines } from './line-chart.ts';
import { cleanText } from './mend-labels.ts';
import type { Ocr } from './ocr.ts';
import { readOtherTexts } from './other-texts.ts';
import { growBox, paintOver, type Raster, type Rgb } from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import { readScatter } from './scatter-plot.ts';
import { emptyPanel, round } from './spec-parts.ts';
import { axisFromLabels, markPositions, type ReadAxis, readLevelLabels, readText } from './ticks.ts';

/** Reads the chart in a plot area; a kind it does not know comes back as `unknown` with its texts. */
export async function readChart(
  raster: Raster,
  page: Rgb,
  found: PlotArea,
  ocr: Ocr,
): Promise<{ panel: Panel; notes: string[] }> {
  const plot = openTop(raster, page, found);
  const layout = layOutTexts(raster, page, plot);
  // A mark beside a number reads as its sign or as a dash behind it.
  const written = paintOver(
    raster,
    layout.marks.map((mark) => growBox(mark, 1, raster)),
    page,
  );
  const candidates = findLegend(raster, [
    ...layout.inside,
    ...layout.right,
    ...layout.above,
    ...layout.below.slice(1).flat(),
  ]);
  // Labels whose tick marks touch the frame on the right belong to an axis, not to a legend.
  const ticks = layout.right.filter((line) => line.left <= plot.box.right + 2);
  const secondAxis = ticks.length >= 3;
  const { legend, names } = await readNames(
    raster,
    candidates.filter((e) => !ticks.includes(e.line) && !(secondAxis && layout.right.includes(e.line))),
    ocr,
  );
  const leftLabels = await readLevelLabels(written, layout.left, 'left', ocr);
  const yAxis = axisFromLabels(raster, plot, page, leftLabels, 'left');
  const below = await readLabelsBelow(
    written,
    plot,
    page,
    layout,
    markPositions(raster, plot, page, 'below'),
    ocr,
  );
  const xAxis = axisFromLabels(raster, plot, page, below.labels, 'below');
  const captions = await readCaptions(raster, plot, layout, legend, below.bottom, ocr);
  multiply(yAxis, captions.multiplier);
  await addOffset(xAxis, raster, plot, layout.below.slice(1).flat(), ocr);
  const scene: ChartScene = { raster, page, plot, layout, captions, xAxis, yAxis, legend, names };
  const drawn =
    readBoxes(scene) ??
    readAreas(scene) ??
    readBars(scene) ??
    readScatter(scene) ??
    (hasAreas(scene) ? null : readLines(scene)) ??
    unknownChart(scene, layout);
  const known = [captions.title, captions.xLabel, captions.yLabel, ...drawn.series.map(({ name }) => name)];
  const others = await readOtherTexts(written, layout, known, ocr);
  const panel = { ...drawn, text: [...drawn.text, ...others] };
  if (!secondAxis) return { panel, notes: [] };
  return {
    panel: { ...panel, confidence: round(panel.confidence * 0.45) },
    notes: ['The chart has a second axis on the right; all values are read on the left one.'],
  };
}

/** Wide coloured areas that are no bars: lines read from their edges would be wrong. */
function hasAreas(scene: ChartScene): boolean {
  return coverage(findFills(scene.raster, scene.plot, legendBoxes(scene.legend, scene.raster))) > 0.12;
}

/** Keeps the entries whose text reads as a name; what remains of lines and markers does not. */
async function readNames(raster: Raster, candidates: LegendEntry[], ocr: Ocr) {
  const legend: LegendEntry[] = [];
  const names: NamedColor[] = [];
  for (const entry of candidates.slice(0, 24)) {
    const probed = await readText(raster, entry.line, { readLine: ocr.probeLine });
    if (!isWritten(probed.text) || probed.confidence < 0.3) continue;
    const name = cleanText((await readText(raster, entry.line, ocr)).text);
    if (!isWritten(name)) continue;
    legend.push(entry);
    names.push({ name, color: entry.color });
  }
  return { legend, names };
}

function isWritten(text: string): boolean {
  return /[\p{L}\p{N}]/u.test(text);
}

function multiply(axis: ReadAxis, factor: number): void {
  const { scale } = axis;
  if (factor === 1 || scale?.kind !== 'linear') return;
  axis.scale = {
    ...scale,
    toValue: (pixel) => scale.toValue(pixel) * factor,
    toPixel: (value) => scale.toPixel(value / factor),
  };
  for (const label of axis.labels) if (label.number !== null) label.number *= factor;
}

function unknownChart(scene: ChartScene, layout: TextLayout): Panel {
  const labels = [...scene.yAxis.labels, ...scene.xAxis.labels].map((l) => l.text);
  return {
    ...emptyPanel('unknown', layout.left.length > 1 ? 0.25 : 0.15),
    title: scene.captions.title,
    text: [scene.captions.yLabel, scene.captions.xLabel, ...labels]
      .filter((t) => t !== null && t !== '')
      .slice(0, 60) as string[],
  };
}
