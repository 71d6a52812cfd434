import type { Random } from '../seeded-random.ts';

/** What the pictures are about: measures with a typical size, and sets of categories. */
export interface Measure {
  name: string;
  unit: string | null;
  least: number;
  most: number;
}

export const measures: readonly Measure[] = [
  { name: 'Revenue', unit: 'M€', least: 4, most: 95 },
  { name: 'Visitors', unit: null, least: 120, most: 4800 },
  { name: 'Rainfall', unit: 'mm', least: 10, most: 240 },
  { name: 'Temperature', unit: '°C', least: 2, most: 38 },
  { name: 'Exports', unit: 'kt', least: 30, most: 900 },
  { name: 'Orders', unit: null, least: 15, most: 700 },
  { name: 'Share of voters', unit: '%', least: 3, most: 92 },
  { name: 'Energy use', unit: 'kWh', least: 80, most: 1900 },
  { name: 'Response time', unit: 'ms', least: 12, most: 480 },
  { name: 'Yield', unit: 't/ha', least: 0.8, most: 9.5 },
  { name: 'Population', unit: 'thousands', least: 200, most: 9000 },
  { name: 'Cost', unit: 'USD', least: 1000, most: 48000 },
];

export const categorySets: readonly { name: string; labels: readonly string[] }[] = [
  {
    name: 'Month',
    labels: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  },
  { name: 'Quarter', labels: ['Q1', 'Q2', 'Q3', 'Q4'] },
  {
    name: 'Country',
    labels: ['France', 'Spain', 'Italy', 'Poland', 'Norway', 'Japan', 'Brazil', 'Kenya', 'India', 'Chile'],
  },
  {
    name: 'Product',
    labels: ['Apples', 'Pears', 'Plums', 'Cherries', 'Grapes', 'Melons', 'Lemons', 'Figs'],
  },
  { name: 'Team', labels: ['Alpha', 'Bravo', 'Delta', 'Echo', 'Kilo', 'Lima', 'Oscar', 'Tango'] },
  { name: 'City', labels: ['Berlin', 'Madrid', 'Oslo', 'Lyon', 'Turin', 'Ghent', 'Porto', 'Graz', 'Bergen'] },
  { name: 'Weekday', labels: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] },
  {
    name: 'Department',
    labels: ['Research', 'Sales', 'Support', 'Finance', 'Design', 'Legal', 'Logistics', 'Training'],
  },
];

/** Sets whose labels come in an order that is kept. */
const ordered = new Set(['Month', 'Quarter', 'Weekday']);

export const seriesNames: readonly (readonly string[])[] = [
  ['North', 'South', 'East', 'West', 'Centre'],
  ['2021', '2022', '2023', '2024', '2025'],
  ['Solar', 'Wind', 'Hydro', 'Nuclear', 'Gas'],
  ['Model A', 'Model B', 'Model C', 'Model D', 'Model E'],
  ['Women', 'Men', 'Children', 'Students', 'Retired'],
];

/** Between `least` and `most` labels of one set. */
export function categories(random: Random, least: number, most: number): { name: string; labels: string[] } {
  const set = random.pick(categorySets.filter(({ labels }) => labels.length >= least));
  const count = random.whole(least, Math.min(most, set.labels.length));
  if (!ordered.has(set.name)) return { name: set.name, labels: random.sample(set.labels, count) };
  const from = random.whole(0, set.labels.length - count);
  return { name: set.name, labels: set.labels.slice(from, from + count) };
}

export function axisTitle({ name, unit }: { name: string; unit: string | null }): string {
  return unit === null ? name : `${name} (${unit})`;
}
