import { expect, test } from 'vitest';
import { type Chart, chartOf } from './chart.ts';
import { samplePanels } from './sample-panels.ts';
import { boxes, isBoxes } from './write-boxes.ts';
import { writeChart } from './write-chart.ts';

const chart = chartOf(samplePanels.box as Parameters<typeof chartOf>[0]) as Chart;

test('boxes are drawn from the numbers in data.csv, whatever their order', () => {
  expect(isBoxes(chart)).toBe(true);
  expect(boxes({ ...chart, names: ['max', 'min', 'q1', 'median', 'q3'] }).join('\n')).toContain(
    '"whislo": columns[1][at], "q1": columns[2][at], "med": columns[3][at], "q3": columns[4][at], "whishi": columns[0][at]',
  );
  expect(writeChart(chart, '/job/out/data.csv').join('\n')).toContain('axis.bxp(boxes, showfliers=False)');
});

test('series that are no five numbers are drawn as what they are', () => {
  const other = { ...chart, names: ['a', 'b', 'c', 'd', 'e'] };
  expect(isBoxes(other)).toBe(false);
  expect(writeChart(other, '/job/out/data.csv').join('\n')).not.toContain('bxp');
});
