import type { Panel } from '@snaprun/core/spec';
import type { Truth } from '../pictures/truth/truth.ts';
import type { Case } from '../run/case.ts';
import { dataF1 } from '../scores/data-f1.ts';
import { numberOf } from '../scores/labels.ts';
import type { ProducedSeries } from '../scores/produced.ts';
import { seriesOfCsv } from '../scores/series-of-csv.ts';
import { tableF1 } from '../scores/table-f1.ts';
import { textMatch } from '../scores/text-match.ts';

export interface Confident {
  confidence: number;
  right: boolean;
}

/** How one picture came out, 0 to 1; for a table all four F1 are of its cells. */
export interface CaseScores {
  resultF1At5: number;
  resultF1At1: number;
  readF1At5: number;
  readF1At1: number;
  textMatch: number | null;
  kindRight: boolean;
  validAt0: boolean;
  validAt3: boolean;
  falselyReproduced: boolean;
  values: Confident[];
  reading: Confident | null;
}

/** By the rules of MATCHING.md. */
export function scoreCase(truth: Truth, facts: Case): CaseScores {
  const panel = facts.read?.panels[0];
  const [readAt5, readAt1] = [scoreReading(truth, panel, 0.05), scoreReading(truth, panel, 0.01)];
  const data = facts.chosen === null ? null : (facts.attempts[facts.chosen]?.data ?? null);
  const resultF1 = (tolerance: number) => {
    if (data === null) return 0;
    return truth.table ? tableF1(gridOf(truth), data).f1 : dataF1(truth, seriesOfCsv(data), tolerance).f1;
  };
  const resultF1At5 = resultF1(0.05);
  return {
    resultF1At5,
    resultF1At1: resultF1(0.01),
    readF1At5: readAt5.f1,
    readF1At1: readAt1.f1,
    textMatch: textMatch(truth, panel),
    kindRight: panel?.kind === truth.kind,
    validAt0: isValidWithin(facts, 0),
    validAt3: isValidWithin(facts, 3),
    falselyReproduced: facts.outcome === 'reproduced' && resultF1At5 < 0.5,
    values: readAt5.values,
    reading: panel ? { confidence: panel.confidence, right: readAt5.f1 >= 0.9 } : null,
  };
}

function scoreReading(truth: Truth, panel: Panel | undefined, tolerance: number) {
  if (panel === undefined) return { f1: 0, values: [] };
  if (truth.table) {
    const { f1 } = panel.table ? tableF1(gridOf(truth), gridOf(panel)) : { f1: 0 };
    return { f1, values: panel.table ? [{ confidence: panel.table.confidence, right: f1 >= 0.95 }] : [] };
  }
  const produced: ProducedSeries[] = panel.series.map(({ name, points, confidence }) => ({
    name,
    points: points.flatMap((point) =>
      point.y === null ? [] : [{ x: point.x, y: point.y, confidence: point.confidence ?? confidence }],
    ),
  }));
  const { f1, right } = dataF1(truth, produced, tolerance);
  const values = produced.flatMap(({ points }, i) =>
    points.map(({ confidence }, j) => ({ confidence: confidence ?? 0, right: right[i]?.[j] ?? false })),
  );
  return { f1, values };
}

function gridOf({ table }: Panel): string[][] {
  return table ? [table.header, ...table.rows] : [];
}

/** ValidPass of MATCHING.md. */
export function isValidWithin({ attempts }: Pick<Case, 'attempts'>, rewrites: number): boolean {
  return attempts
    .slice(0, rewrites + 1)
    .some(
      ({ status, exitCode, showsFigure, data }) =>
        status === 'ok' &&
        exitCode === 0 &&
        (showsFigure || (data?.slice(1).some((row) => row.some((cell) => numberOf(cell) !== null)) ?? false)),
    );
}
