import { z } from 'zod';
import type { Chart } from './chart.ts';

const Numbers = z.object({
  labels: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .max(1000),
  names: z.array(z.string()).min(1).max(20),
  columns: z.array(z.array(z.number().nullable())).min(1).max(20),
});
export type EditedNumbers = z.infer<typeof Numbers>;

/** The numbers in a program of ours that a person edited, or null where its literals are not there any more. */
export function editedNumbers(code: string): EditedNumbers | null {
  const [labels, names, columns] = ['labels', 'names', 'columns'].map((name) => literalOf(code, name));
  const parsed = Numbers.safeParse({ labels, names, columns });
  if (!parsed.success) return null;
  const { data } = parsed;
  const fits =
    data.columns.length === data.names.length &&
    data.columns.every((column) => column.length === data.labels.length);
  return fits ? data : null;
}

/** The chart with a person's numbers in the place of those that were read. */
export function withNumbers(chart: Chart, { labels, names, columns }: EditedNumbers): Chart {
  const colors = names.map((_name, at) => chart.colors[at] ?? null);
  return { ...chart, labels, names, columns, colors, valueRange: null, aligned: true };
}

/** A list that is assigned at the start of a line, as JSON where Python and JSON agree; undefined for anything else. */
function literalOf(code: string, name: string): unknown {
  const text = new RegExp(`^${name} = (\\[[\\s\\S]*?\\])\\n(?!\\s)`, 'm').exec(`${code}\n`)?.[1];
  try {
    return JSON.parse((text ?? '').replace(/\bNone\b(?=[,\]\s])/g, 'null').replace(/,(\s*\])/g, '$1'));
  } catch {
    return undefined; // a comprehension or other code: not a plain list of numbers
  }
}
