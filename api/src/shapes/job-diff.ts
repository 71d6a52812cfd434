import { z } from '@hono/zod-openapi';
import { JobId } from '@snaprun/core/ids';

const Side = z.object({ bytes: z.number().int(), sha256: z.string() }).nullable();

export const JobDiff = z
  .object({
    from: JobId,
    to: JobId,
    code: z
      .object({
        added: z.number().int(),
        removed: z.number().int(),
        patch: z.string().openapi({
          description: 'unified; empty when the programs are the same or have hardly a line in common',
        }),
      })
      .nullable()
      .openapi({ description: 'null where one of them has no program' }),
    data: z
      .object({
        columns: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
        rows: z.object({ from: z.number().int(), to: z.number().int() }),
        changed: z.number().int().openapi({ description: 'cells of rows and columns that both have' }),
        cells: z
          .array(z.object({ row: z.string(), column: z.string(), from: z.string(), to: z.string() }))
          .openapi({ description: 'the first 200 of them; a row is named by its first cell' }),
      })
      .nullable()
      .openapi({ description: 'of `data.csv`; null where one of them has none, or more than 256 KB of it' }),
    figures: z.array(z.object({ name: z.string(), from: Side, to: Side, same: z.boolean() })),
    files: z
      .array(z.object({ name: z.string(), from: Side, to: Side, same: z.boolean() }))
      .openapi({ description: 'all but the figures' }),
  })
  .openapi('JobDiff');
export type JobDiff = z.infer<typeof JobDiff>;
