import type { PanelKind } from '@snaprun/core/spec';
import type { AxesFacts, FigureFacts } from '../sandbox/figure-facts.ts';
import { boxesOfLines } from './boxes-of-lines.ts';
import { categoryAt } from './category-at.ts';
import type { ProducedPanel, ProducedSeries } from './produced-panel.ts';
import { upperEdge } from './upper-edge.ts';

/** The panels of the produced figures; each figure once, though it may be saved as PNG and as SVG. */
export function panelsOfFigures(figures: readonly FigureFacts[]): ProducedPanel[] {
  const seen = new Set<string>();
  return figures.flatMap(({ file: _file, ...figure }) => {
    const content = JSON.stringify(figure.axes);
    if (seen.has(content)) return [];
    seen.add(content);
    return figure.axes.map((axes) => panelOf(axes, figure.title)).filter((panel) => panel !== null);
  });
}

function panelOf(axes: AxesFacts, figureTitle: string): ProducedPanel | null {
  const title = axes.title || figureTitle;
  const [table] = axes.tables;
  if (table) return { kind: 'table', title, series: [], cells: table.cells };
  if (axes.wedges.length > 0) {
    const points = axes.wedges.flatMap(({ label, share }) =>
      share === null ? [] : [{ x: label, y: share }],
    );
    return { kind: 'pie', title, series: [{ name: '', points }], cells: null };
  }
  if (axes.bars.length > 0) {
    const { kind, series } = barsOf(axes);
    // A line over bars is a series too.
    return { kind, title, series: [...series, ...curves(axes, axes.lines)], cells: null };
  }
  if (axes.areas.length > 0)
    return {
      kind: 'area',
      title,
      series: curves(axes, [...axes.areas.map(upperEdge), ...axes.lines]),
      cells: null,
    };
  const boxes = boxesOfLines(axes);
  if (boxes) return { kind: 'box', title, series: boxes, cells: null };
  if (axes.lines.length > 0) {
    const isScatter = axes.lines.every(({ style }) => ['', ' ', 'None', 'none'].includes(style));
    const series = curves(axes, [...axes.lines, ...axes.scatters]);
    return { kind: isScatter ? 'scatter' : 'line', title, series, cells: null };
  }
  if (axes.scatters.length > 0)
    return { kind: 'scatter', title, series: curves(axes, axes.scatters), cells: null };
  return null;
}

function barsOf(axes: AxesFacts): { kind: PanelKind; series: ProducedSeries[] } {
  const horizontal =
    axes.bars.filter(({ orientation }) => orientation === 'horizontal').length * 2 > axes.bars.length;
  const series = new Map<string, ProducedSeries>();
  const bases = new Map<string, number>();
  let stacked = false;
  for (const { label, x, y, width, height } of axes.bars) {
    if (x === null || y === null || width === null || height === null) continue;
    const [at, base, value] = horizontal ? [y + height / 2, x, width] : [x + width / 2, y, height];
    const place = horizontal
      ? categoryAt(at, axes.yticks, axes.yticklabels)
      : categoryAt(at, axes.xticks, axes.xticklabels);
    if (base !== 0 && bases.has(`${place}`)) stacked = true;
    bases.set(`${place}`, base);
    const one = series.get(label) ?? { name: cleanName(label), points: [] };
    one.points.push({ x: place, y: value });
    series.set(label, one);
  }
  const all = [...series.values()];
  const kind = stacked
    ? 'stacked_bar'
    : all.length > 1
      ? 'grouped_bar'
      : horizontal
        ? 'horizontal_bar'
        : 'bar';
  return { kind, series: all };
}

type Curve = AxesFacts['scatters'][number];

function curves(axes: AxesFacts, all: readonly Curve[]): ProducedSeries[] {
  return all
    .map(({ label, x, y }) => ({
      name: cleanName(label),
      points: x.flatMap((at, i) => {
        const value = y[i];
        if (at === null || value === null || value === undefined) return [];
        return [{ x: categoryAt(at, axes.xticks, axes.xticklabels), y: value }];
      }),
    }))
    .filter(({ points }) => points.length > 0);
}

/** matplotlib names what has no label `_child0` or `_nolegend_`. */
function cleanName(label: string): string {
  return label.startsWith('_') ? '' : label;
}
