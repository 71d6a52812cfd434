import { z } from 'zod';
import { type CalibrationBin, calibration, rightAbove } from './calibration.ts';
import type { CaseScores } from './score-case.ts';

const Row = z.object({
  id: z.string(),
  kind: z.string(),
  group: z.string(),
  producer: z.string(),
  outcome: z.string().nullable(),
  error: z.string().nullable(),
  fidelity: z.number().nullable(),
  readKind: z.string().nullable(),
  resultF1At5: z.number(),
  resultF1At1: z.number(),
  readF1At5: z.number(),
  readF1At1: z.number(),
  textMatch: z.number().nullable(),
  kindRight: z.boolean(),
  validAt0: z.boolean(),
  validAt3: z.boolean(),
  falselyReproduced: z.boolean(),
  attempts: z.number(),
  modelCalls: z.number(),
  tokens: z.number(),
  modelMs: z.number(),
  sandboxMs: z.number(),
  wallMs: z.number(),
});
/** One picture in `results.json`. */
export type Row = z.infer<typeof Row>;

export const RunResults = z.object({
  set: z.string(),
  seed: z.number(),
  models: z.string(),
  generatorVersion: z.number(),
  revisions: z.array(z.string()),
  startedAt: z.string(),
  seconds: z.number(),
  rows: z.array(Row),
});
export type RunResults = z.infer<typeof RunResults>;

export interface Means {
  count: number;
  resultF1At5: number;
  resultF1At1: number;
  readF1At5: number;
  readF1At1: number;
  textMatch: number | null;
  kindRight: number;
  validAt0: number;
  validAt3: number;
  reproduced: number;
  falselyReproduced: number;
  modelCalls: number;
  tokens: number;
  modelMs: number;
  sandboxMs: number;
  wallMs: number;
}

/** Means over some pictures; `reproduced` and `falselyReproduced` are counts. */
export function meansOf(rows: readonly Row[]): Means {
  const mean = (of: (row: Row) => number) =>
    rows.length === 0 ? 0 : rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const texts = rows.filter(({ textMatch }) => textMatch !== null);
  return {
    count: rows.length,
    resultF1At5: mean((row) => row.resultF1At5),
    resultF1At1: mean((row) => row.resultF1At1),
    readF1At5: mean((row) => row.readF1At5),
    readF1At1: mean((row) => row.readF1At1),
    textMatch:
      texts.length === 0 ? null : texts.reduce((sum, row) => sum + (row.textMatch ?? 0), 0) / texts.length,
    kindRight: mean((row) => Number(row.kindRight)),
    validAt0: mean((row) => Number(row.validAt0)),
    validAt3: mean((row) => Number(row.validAt3)),
    reproduced: rows.filter(({ outcome }) => outcome === 'reproduced').length,
    falselyReproduced: rows.filter((row) => row.falselyReproduced).length,
    modelCalls: mean((row) => row.modelCalls),
    tokens: mean((row) => row.tokens),
    modelMs: mean((row) => row.modelMs),
    sandboxMs: mean((row) => row.sandboxMs),
    wallMs: mean((row) => row.wallMs),
  };
}

export interface Calibrations {
  values: CalibrationBin[];
  readings: CalibrationBin[];
  valuesAbove09: { count: number; share: number | null };
}

export function calibrationsOf(scores: readonly CaseScores[]): Calibrations {
  const values = scores.flatMap((one) => one.values);
  const readings = scores.flatMap(({ reading }) => (reading ? [reading] : []));
  return {
    values: calibration(values),
    readings: calibration(readings),
    valuesAbove09: rightAbove(values, 0.9),
  };
}
