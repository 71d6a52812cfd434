import type { Row } from '../summary.ts';

/** A row of `results.json` in which everything went well, but for what is given. */
export function rowOf(id: string, change: Partial<Row> = {}): Row {
  return {
    id,
    kind: 'bar',
    group: 'clean',
    producer: 'matplotlib',
    outcome: 'reproduced',
    error: null,
    fidelity: 1,
    readKind: 'bar',
    resultF1At5: 1,
    resultF1At1: 1,
    readF1At5: 1,
    readF1At1: 1,
    textMatch: 1,
    kindRight: true,
    validAt0: true,
    validAt3: true,
    falselyReproduced: false,
    attempts: 1,
    modelCalls: 4,
    tokens: 3000,
    modelMs: 900,
    sandboxMs: 400,
    wallMs: 2000,
    ...change,
  };
}
