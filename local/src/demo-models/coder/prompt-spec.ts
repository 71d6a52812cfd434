import { panelKinds } from '@snaprun/core/spec';
import { z } from 'zod';

/**
 * The spec as a prompt may carry it: shortened to fit, with members left out and points as pairs. What is missing or
 * odd becomes null or empty; nothing here throws.
 */
const Words = z.string().transform(clean).nullable().catch(null).default(null);
const Numeric = z.number().nullable().catch(null).default(null);
const Position = z.union([z.number(), z.string().transform(clean)]);

const Axis = z
  .object({
    label: Words,
    unit: Words,
    scale: z.enum(['linear', 'log', 'category', 'date']).catch('linear').default('linear'),
    min: Numeric,
    max: Numeric,
    ticks: z.array(Position).catch([]).default([]),
  })
  .nullable()
  .catch(null)
  .default(null);
export type PromptAxis = z.infer<typeof Axis>;

const Point = z.union([
  z.object({ x: Position, y: Numeric }),
  z.tuple([Position, z.number().nullable()]).transform(([x, y]) => ({ x, y })),
]);

const Series = z.object({
  name: Words,
  color: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .nullable()
    .catch(null)
    .default(null),
  points: listOf(Point),
});

const Table = z
  .object({
    header: listOf(z.coerce.string().transform(clean)),
    rows: listOf(listOf(z.coerce.string().transform(clean))),
  })
  .nullable()
  .catch(null)
  .default(null);

const Panel = z.object({
  kind: z.enum(panelKinds).catch('unknown').default('unknown'),
  title: Words,
  x: Axis,
  y: Axis,
  series: listOf(Series),
  table: Table,
  formula: Words,
  text: listOf(z.string().transform(clean)),
});
export type PromptPanel = z.infer<typeof Panel>;

const PromptSpec = z.object({ panels: listOf(Panel), notes: listOf(z.string().transform(clean)) });
export type PromptSpec = z.infer<typeof PromptSpec>;

export function readPromptSpec(spec: unknown): PromptSpec {
  return PromptSpec.catch({ panels: [], notes: [] }).parse(spec);
}

/** A list of what can be read; what cannot is left out. */
function listOf<S extends z.ZodType>(item: S) {
  return z
    .array(z.unknown())
    .catch([])
    .default([])
    .transform((items): z.output<S>[] =>
      items.flatMap((value) => {
        const parsed = item.safeParse(value);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}

/** Texts are shown on one line. */
function clean(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
