import { z } from 'zod';

const text = z.string().max(500);
const number = z.number().nullable();
const series = {
  label: text,
  x: z.array(number).max(1000),
  y: z.array(number).max(1000),
  count: z.number().int(),
};

const AxesFacts = z.object({
  title: text,
  /** matplotlib's projection: `rectilinear`, `polar`, `3d`. */
  kind: text.default(''),
  xlabel: text.default(''),
  ylabel: text.default(''),
  xscale: text.default('linear'),
  yscale: text.default('linear'),
  xlim: z.array(number).max(2).default([]),
  ylim: z.array(number).max(2).default([]),
  /** Where the ticks are, in data units; the labels stand at the same index. */
  xticks: z.array(number).max(100).default([]),
  xticklabels: z.array(text).max(100).default([]),
  yticks: z.array(number).max(100).default([]),
  yticklabels: z.array(text).max(100).default([]),
  legend: z.array(text).max(50).default([]),
  texts: z.array(text).max(50).default([]),
  tables: z
    .array(z.object({ cells: z.array(z.array(text)).max(2000) }))
    .max(4)
    .default([]),
  /** One entry a bar; `label` is its series. `x`, `y` are the lower left corner; a negative `height` hangs. */
  bars: z
    .array(
      z.object({
        label: text,
        orientation: z.enum(['vertical', 'horizontal']).nullable().catch(null),
        x: number,
        width: number,
        y: number,
        height: number,
      }),
    )
    .max(1000)
    .default([]),
  /** `count` is how many points the series had; at most 1,000 are here. */
  lines: z
    .array(z.object({ ...series, style: text, marker: text }))
    .max(40)
    .default([]),
  scatters: z.array(z.object(series)).max(40).default([]),
  areas: z.array(z.object(series)).max(40).default([]),
  /** `share` is the part of the full circle, 0 to 1. */
  wedges: z
    .array(z.object({ label: text, share: number }))
    .max(1000)
    .default([]),
  images: z
    .array(
      z.object({
        shape: z.array(z.number().int()).max(4),
        values: z.array(z.array(number)).max(1000).nullable(),
      }),
    )
    .max(8)
    .default([]),
});
export type AxesFacts = z.infer<typeof AxesFacts>;

/**
 * What a matplotlib figure showed when the program saved it, in data units.
 *
 * It was written inside the sandbox, where the program could have written it too: evidence, not proof.
 */
export const FigureFacts = z.object({
  /** The output file it was saved as, by the name the result gives that file; null when it went elsewhere. */
  file: text.nullable(),
  title: text,
  widthInches: number,
  heightInches: number,
  axes: z.array(AxesFacts).max(16),
});
export type FigureFacts = z.infer<typeof FigureFacts>;
