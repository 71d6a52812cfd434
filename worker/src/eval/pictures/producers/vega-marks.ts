import type { Axis } from '@snaprun/core/spec';
import { isCrowded, type Look } from '../look.ts';
import type { Truth } from '../truth/truth.ts';
import { isYears } from '../truth/value-axis.ts';

type Fragment = Record<string, unknown>;

/** Data, mark and encoding of a chart as Vega-Lite takes them. */
export function vegaMarks(truth: Truth, look: Look): Fragment {
  const rows = truth.series.flatMap(({ name, points }) =>
    points.map(({ x, y }) => ({ x, y, name: name ?? '' })),
  );
  const several = truth.series.length > 1;
  const color = several
    ? { field: 'name', type: 'nominal', title: null, sort: null, scale: { range: look.palette } }
    : { value: look.palette[0] };
  const x = channel(truth.x, 'x', look);
  const y = channel(truth.y, 'y', look);
  const edge = look.edge ? { stroke: look.foreground, strokeWidth: 1 } : {};
  switch (truth.kind) {
    case 'bar':
    case 'histogram':
      return truth.kind === 'histogram'
        ? binned(truth, look, { x, y, color, edge })
        : labelled(look, { data: { values: rows }, mark: bars(look, edge), encoding: { x, y, color } }, 'y');
    case 'horizontal_bar': {
      const encoding = { x: { ...x, field: 'y' }, y: { ...y, field: 'x' }, color };
      return labelled(look, { data: { values: rows }, mark: bars(look, edge), encoding }, 'x');
    }
    case 'grouped_bar':
      return {
        data: { values: rows },
        mark: { type: 'bar', ...edge },
        encoding: { x, y, color, xOffset: { field: 'name', sort: null } },
      };
    case 'stacked_bar':
      return {
        data: { values: rows },
        mark: bars(look, edge),
        encoding: { x, y: { ...y, stack: 'zero' }, color, order: { field: 'order' } },
        transform: [{ calculate: `indexof(${JSON.stringify(names(truth))}, datum.name)`, as: 'order' }],
      };
    case 'line':
      return {
        data: { values: rows },
        mark: { type: 'line', strokeWidth: look.lineWidth, point: look.markers },
        encoding: { x, y: { ...y, stack: null }, color },
      };
    case 'area':
      return {
        data: { values: rows },
        mark: { type: 'area', line: true, opacity: 0.8 },
        encoding: { x, y: { ...y, stack: 'zero' }, color, order: { field: 'order' } },
        transform: [{ calculate: `indexof(${JSON.stringify(names(truth))}, datum.name)`, as: 'order' }],
      };
    case 'scatter':
      return {
        data: { values: rows },
        mark: { type: 'point', filled: !look.edge, size: look.fontSize * 4, opacity: 0.9 },
        encoding: { x, y, color },
      };
    case 'pie':
      return pie(rows, look);
    case 'box':
      return {
        // Five values have exactly themselves as minimum, quartiles and maximum.
        data: { values: rows },
        mark: {
          type: 'boxplot',
          extent: 1.5,
          size: (look.width * look.barShare) / (2 * (truth.series[0]?.points.length ?? 1) + 2),
        },
        encoding: { x, y: { ...y, stack: null }, color: { value: look.palette[0] } },
      };
    case 'table':
      throw new Error('Vega draws no tables.');
  }
}

function names(truth: Truth): string[] {
  return truth.series.map(({ name }) => name ?? '');
}

function bars(look: Look, edge: Fragment): Fragment {
  return { type: 'bar', width: { band: look.barShare }, height: { band: look.barShare }, ...edge };
}

function channel(axis: Axis | null, field: 'x' | 'y', look: Look): Fragment {
  if (axis === null) return {};
  const isNamed = axis.scale === 'category' || axis.scale === 'date';
  const grid = look.grid === 'both' || (look.grid === 'values' && !isNamed);
  if (isNamed) {
    const isSlanted = look.slantLabels || isCrowded(axis, look);
    const angle = field === 'x' ? { labelAngle: isSlanted ? -40 : 0, labelOverlap: false } : {};
    return { field, type: 'ordinal', sort: null, title: axis.label, axis: { grid, ...angle } };
  }
  const scale = { domain: [axis.min, axis.max], nice: false, type: axis.scale, zero: false };
  const percent = axis.unit === '%' && look.percentTicks ? { labelExpr: "datum.label + '%'" } : {};
  const format = isYears(axis) ? { format: 'd' } : percent;
  return {
    field,
    type: 'quantitative',
    title: axis.label,
    scale,
    axis: { grid, values: axis.ticks, ...format },
  };
}

function labelled(look: Look, chart: Fragment & { encoding: Fragment }, along: 'x' | 'y'): Fragment {
  if (!look.valueLabels) return chart;
  const { data, mark, encoding } = chart;
  const shift = along === 'y' ? { dy: -look.fontSize * 0.7 } : { dx: look.fontSize * 1.4 };
  const text = { type: 'text', fontSize: look.fontSize * 0.85, color: look.foreground, ...shift };
  const { color: _color, ...places } = encoding;
  return {
    data,
    layer: [
      { mark, encoding },
      { mark: text, encoding: { ...places, text: { field: 'y', type: 'quantitative' } } },
    ],
  };
}

function binned(truth: Truth, look: Look, { x, y, color, edge }: Record<string, Fragment>): Fragment {
  const points = truth.series[0]?.points ?? [];
  const half = (Number(points[1]?.x ?? 1) - Number(points[0]?.x ?? 0)) / 2;
  const values = points.map((point) => ({
    from: Number(point.x) - half,
    to: Number(point.x) + half,
    y: point.y,
  }));
  return {
    data: { values },
    mark: { type: 'bar', binSpacing: look.edge ? 0 : 1, ...edge },
    encoding: { x: { ...x, field: 'from', bin: { binned: true } }, x2: { field: 'to' }, y, color },
  };
}

function pie(rows: readonly object[], look: Look): Fragment {
  const radius = Math.min(look.width, look.height) * 0.33;
  const theta = { field: 'y', type: 'quantitative', stack: true };
  const color = { field: 'x', type: 'nominal', title: null, sort: null, scale: { range: look.palette } };
  const arc = {
    mark: { type: 'arc', outerRadius: radius, innerRadius: look.donut ? radius * 0.55 : 0 },
    encoding: { theta, color },
  };
  const text = {
    mark: { type: 'text', radius: radius * 1.18, fontSize: look.fontSize, color: look.foreground },
    encoding: { theta, text: { field: 'label' }, order: { field: 'at' } },
  };
  const values = rows.map((row, at) => ({ ...row, at, label: `${(row as { y: number }).y}%` }));
  const ordered = { ...arc, encoding: { ...arc.encoding, order: { field: 'at' } } };
  return { data: { values }, layer: look.valueLabels ? [ordered, text] : [ordered] };
}
