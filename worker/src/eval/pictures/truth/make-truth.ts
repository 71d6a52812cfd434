import type { Random } from '../seeded-random.ts';
import { areaChart } from './area-chart.ts';
import { barChart } from './bar-chart.ts';
import { boxPlot } from './box-plot.ts';
import { histogram } from './histogram.ts';
import { lineChart } from './line-chart.ts';
import { pieChart } from './pie-chart.ts';
import { scatterPlot } from './scatter-plot.ts';
import { table } from './table.ts';
import type { PictureKind, Truth } from './truth.ts';

/** Makes up what a picture of this kind shows. */
export function makeTruth(kind: PictureKind, random: Random): Truth {
  switch (kind) {
    case 'bar':
    case 'horizontal_bar':
    case 'grouped_bar':
    case 'stacked_bar':
      return barChart(kind, random);
    case 'line':
      return lineChart(random);
    case 'scatter':
      return scatterPlot(random);
    case 'area':
      return areaChart(random);
    case 'pie':
      return pieChart(random);
    case 'histogram':
      return histogram(random);
    case 'box':
      return boxPlot(random);
    case 'table':
      return table(random);
  }
}
