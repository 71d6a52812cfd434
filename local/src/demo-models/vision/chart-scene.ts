import type { Captions } from './captions.ts';
import type { TextLayout } from './layout.ts';
import type { LegendEntry } from './legend.ts';
import { distance, type Raster, type Rgb } from './pixels.ts';
import type { PlotArea } from './plot-area.ts';
import type { ReadAxis } from './ticks.ts';

export interface NamedColor {
  name: string;
  color: Rgb;
}

/** Everything around the data of one chart, already read. */
export interface ChartScene {
  raster: Raster;
  page: Rgb;
  plot: PlotArea;
  layout: TextLayout;
  captions: Captions;
  xAxis: ReadAxis;
  yAxis: ReadAxis;
  legend: LegendEntry[];
  names: NamedColor[];
}

/** Gives every colour the nearest legend name, each name once. */
export function nameColors(colors: Rgb[], names: NamedColor[]): (string | null)[] {
  const pairs = colors
    .flatMap((color, i) => names.map((n, k) => ({ i, k, off: distance(color, n.color) })))
    .filter((p) => p.off < 75)
    .sort((a, b) => a.off - b.off);
  const named: (string | null)[] = colors.map(() => null);
  const used = new Set<number>();
  for (const { i, k } of pairs) {
    if (named[i] !== null || used.has(k)) continue;
    named[i] = names[k]?.name ?? null;
    used.add(k);
  }
  return named;
}
