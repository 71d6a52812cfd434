import sharp from 'sharp';
import { chooseLook } from '../pictures/look.ts';
import { drawWithEcharts } from '../pictures/producers/echarts.ts';
import { drawWithVega } from '../pictures/producers/vega.ts';
import { seededRandom } from '../pictures/seeded-random.ts';
import { type PictureKind, type Truth, truthOf } from '../pictures/truth/truth.ts';
import { categoryAxis, linearAxis } from '../pictures/truth/value-axis.ts';

/** The five charts that are asked about: plain ones, whose names and numbers the instructions know. */
export const charts = {
  regions: chart(
    'bar',
    'Parcels by region',
    ['Region', 'Parcels'],
    ['North', 'South', 'East', 'West', 'Centre'],
    {
      '': [42, 31, 58, 24, 37],
    },
  ),
  renewables: chart(
    'line',
    'Renewable power',
    ['Year', 'Power'],
    [2018, 2019, 2020, 2021, 2022, 2023, 2024],
    {
      Solar: [12, 15, 19, 26, 34, 45, 58],
      Wind: [30, 33, 35, 38, 40, 43, 47],
    },
  ),
  quarters: chart('grouped_bar', 'Sales', ['Quarter', 'Sales'], ['Q1', 'Q2', 'Q3', 'Q4'], {
    'Year 2023': [20, 26, 31, 40],
    'Year 2024': [24, 35, 38, 52],
  }),
  languages: chart(
    'horizontal_bar',
    'Speakers',
    ['Language', 'Millions'],
    ['Bengali', 'Hindi', 'Spanish', 'Arabic'],
    {
      '': [230, 340, 480, 310],
    },
  ),
  teams: chart('stacked_bar', 'Tickets by team', ['Team', 'Tickets'], ['Web', 'Data', 'Mobile'], {
    Open: [12, 18, 9],
    Closed: [30, 22, 27],
  }),
} as const satisfies Record<string, Truth>;
export type ChartName = keyof typeof charts;

export async function drawChart(name: ChartName): Promise<Uint8Array> {
  const truth = charts[name];
  const look = chooseLook('clean', truth.kind, seededRandom(`follow-ups/${name}`));
  // Two producers, so that not one of them decides.
  const draw = name === 'quarters' || name === 'languages' ? drawWithEcharts : drawWithVega;
  return sharp(Buffer.from(await draw(truth, look)))
    .flatten({ background: look.background })
    .png()
    .toBuffer();
}

function chart(
  kind: PictureKind,
  title: string,
  [labelAxis, valueAxis]: readonly [string, string],
  labels: readonly (string | number)[],
  columns: Readonly<Record<string, readonly number[]>>,
): Truth {
  const all = Object.values(columns);
  const sums = labels.map((_label, at) => all.reduce((sum, column) => sum + (column[at] ?? 0), 0));
  const values = linearAxis(valueAxis, null, kind === 'stacked_bar' ? sums : all.flat(), true);
  const years = labels.filter((label) => typeof label === 'number');
  const along =
    years.length > 0
      ? {
          ...linearAxis(labelAxis, null, years, false),
          min: Math.min(...years),
          max: Math.max(...years),
          ticks: years,
        }
      : categoryAxis(labelAxis, labels.map(String));
  const axes = kind === 'horizontal_bar' ? { x: values, y: along } : { x: along, y: values };
  const series = Object.entries(columns).map(([name, column]) => ({
    name: name || null,
    points: labels.map((x, at) => ({ x, y: column[at] ?? null })),
  }));
  return truthOf(kind, title, axes, series);
}
