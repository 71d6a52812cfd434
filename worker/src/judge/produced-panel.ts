import type { PanelKind } from '@snaprun/core/spec';

/** What one set of axes of a produced figure shows, in the words of the spec. */
export interface ProducedPanel {
  kind: PanelKind;
  title: string;
  series: ProducedSeries[];
  /** Cells of a drawn table, row by row with the header first. */
  cells: string[][] | null;
}

export interface ProducedSeries {
  name: string;
  points: { x: number | string; y: number }[];
}
