import { expect, test } from 'vitest';
import { compareRuns } from './compare-runs.ts';
import { calibrationsOf, type RunResults } from './summary.ts';
import { rowOf } from './testing/rows.ts';
import { textReport } from './text-report.ts';

const results: RunResults = {
  set: 'dev',
  seed: 1,
  models: 'demo models',
  generatorVersion: 1,
  revisions: ['abc'],
  startedAt: '2026-01-01T00:00:00.000Z',
  seconds: 12,
  rows: [
    rowOf('a'),
    rowOf('b', { group: 'styled', resultF1At5: 0.5, validAt0: false }),
    rowOf('c', { kind: 'table', producer: 'svg', resultF1At5: 0.25, falselyReproduced: true }),
  ],
};

test('the report has the means of charts by style, of tables and of every kind', () => {
  const report = textReport(results, calibrationsOf([]), null);
  expect(report).toMatch(/^charts, clean\s+1\s+1\.00/m);
  expect(report).toMatch(/^charts, styled\s+1\s+0\.50/m);
  expect(report).toMatch(/^tables\s+1\s+0\.25/m);
  expect(report).toMatch(/^bar\s+1\.00 \(1\.00\)\s+0\.50 \(1\.00\)\s+-\s+0\.75/m);
  expect(report).toContain('ValidPass@0 66.7 %, ValidPass@3 100.0 %');
  expect(report).toContain('with Data-F1 < 0.5: 1');
});

test('a run of mixed revisions says so', () => {
  const mixed = textReport({ ...results, revisions: ['abc', 'def'] }, calibrationsOf([]), null);
  expect(mixed).toContain('more than one revision');
});

test('a comparison marks what is more than chance', () => {
  const worse = results.rows.map((row) => ({ ...row, resultF1At5: row.resultF1At5 - 0.2 }));
  const report = textReport(results, calibrationsOf([]), compareRuns(worse, results.rows));
  expect(report).toMatch(/Data-F1@5%.*0\.200.*\*/);
  expect(report).not.toMatch(/ValidPass@0 .*\*/);
});
