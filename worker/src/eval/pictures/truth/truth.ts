import type { Axis, Panel, PanelKind, Point } from '@snaprun/core/spec';

/** The kinds of picture that the generator makes. */
export const pictureKinds = [
  'bar',
  'horizontal_bar',
  'grouped_bar',
  'stacked_bar',
  'line',
  'scatter',
  'area',
  'pie',
  'histogram',
  'box',
  'table',
] as const satisfies readonly PanelKind[];
export type PictureKind = (typeof pictureKinds)[number];

/** What a picture shows, in the shape that a perfect reader would return. */
export type Truth = Panel & { kind: PictureKind };

/** The five numbers of a box, in the order in which its series stand in the truth. */
export const boxNumbers = ['min', 'q1', 'median', 'q3', 'max'] as const;

export function truthOf(
  kind: PictureKind,
  title: string | null,
  axes: { x: Axis | null; y: Axis | null },
  series: readonly { name: string | null; points: Point[] }[],
): Truth {
  return {
    kind,
    title,
    ...axes,
    series: series.map((one) => ({ ...one, color: null, confidence: 1 })),
    table: null,
    formula: null,
    text: [],
    photo: null,
    confidence: 1,
  };
}
