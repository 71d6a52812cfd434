import type { Random } from '../seeded-random.ts';
import { type Truth, truthOf } from './truth.ts';
import { categorySets } from './words.ts';

const columns: readonly { name: string; cell: (random: Random) => string }[] = [
  { name: 'Units', cell: (random) => String(random.whole(3, 980)) },
  { name: 'Price', cell: (random) => random.real(0.5, 99).toFixed(2) },
  { name: 'Total', cell: (random) => grouped(random.whole(1000, 98_000)) },
  { name: 'Share', cell: (random) => `${random.real(1, 60).toFixed(1)}%` },
  {
    name: 'Change',
    cell: (random) => `${random.chance(0.5) ? '+' : '-'}${random.real(0.1, 9.9).toFixed(1)}`,
  },
  { name: 'Year', cell: (random) => String(random.whole(1998, 2025)) },
  { name: 'Status', cell: (random) => random.pick(['open', 'closed', 'late', 'paid']) },
  { name: 'Grade', cell: (random) => random.pick(['A', 'B', 'C', 'D']) },
  { name: 'Date', cell: (random) => `2024-0${random.whole(1, 9)}-${random.whole(10, 28)}` },
];

/** A header and three to ten rows; the first column is names. */
export function table(random: Random): Truth {
  const set = random.pick(categorySets.filter(({ labels }) => labels.length >= 7));
  const chosen = random.sample(columns, random.whole(2, 5));
  const names = random.sample(set.labels, random.whole(3, Math.min(10, set.labels.length)));
  const rows = names.map((name) => [name, ...chosen.map(({ cell }) => cell(random))]);
  const title = random.chance(0.4) ? `${set.name} report` : null;
  return {
    ...truthOf('table', title, { x: null, y: null }, []),
    table: { header: [set.name, ...chosen.map(({ name }) => name)], rows, confidence: 1 },
  };
}

function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
