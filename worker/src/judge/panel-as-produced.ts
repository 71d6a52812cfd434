import type { Panel } from '@snaprun/core/spec';
import type { ProducedPanel } from './produced-panel.ts';

/** A panel that was read, in the shape that readings are compared with; points without a value are not there. */
export function panelAsProduced({ kind, title, series, table }: Panel): ProducedPanel {
  return {
    kind,
    title: title ?? '',
    series: series.map(({ name, points }) => ({
      name: name ?? '',
      points: points.flatMap(({ x, y }) => (y === null ? [] : [{ x, y }])),
    })),
    cells: table && [...(table.header.length > 0 ? [table.header] : []), ...table.rows],
  };
}
