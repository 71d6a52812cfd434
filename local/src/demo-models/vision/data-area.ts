import { type Box, chroma, pixelAt, type Raster, type Rgb } from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import { findTextLines } from './text-lines.ts';

/**
 * Where no frame closes the plot at the top, data may rise above the highest grid line: the area grows by one grid step, up to
 * the title.
 */
export function openTop(raster: Raster, page: Rgb, plot: PlotArea): PlotArea {
  if (plot.framed || plot.rows.length < 2) return plot;
  const steps = plot.rows.slice(1).map((r, i) => r.at - (plot.rows[i]?.at ?? 0));
  const step = steps.sort((a, b) => a - b)[steps.length >> 1] ?? 0;
  const top = Math.max(0, Math.round(plot.box.top - step * 1.05), titleBottom(raster, page, plot.box));
  return top < plot.box.top ? { ...plot, box: { ...plot.box, top } } : plot;
}

function titleBottom(raster: Raster, page: Rgb, box: Box): number {
  const lines = findTextLines(raster, {
    region: { left: 0, top: 0, right: raster.width, bottom: box.top },
    background: page,
    gap: 0.9,
    accept: (pixel) => chroma(pixel) < 70,
  }).filter((l) => l.parts >= 3 && l.size >= 6 && l.right - l.left > 2.5 * l.size);
  const first = lines[0];
  if (!first) return 0;
  const middle = Math.round((first.top + first.bottom) / 2);
  for (let x = Math.max(0, Math.round(first.left - 4.5 * first.size)); x < first.left; x++) {
    // A colour beside the text: the first text is a legend, not a title.
    if (chroma(pixelAt(raster, x, middle)) >= 70) return 0;
  }
  return first.bottom + 1;
}
