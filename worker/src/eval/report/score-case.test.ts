import { emptyReceipt } from '@snaprun/core/receipt';
import { describe, expect, test } from 'vitest';
import { truthOf } from '../pictures/truth/truth.ts';
import { categoryAxis, linearAxis } from '../pictures/truth/value-axis.ts';
import type { Case } from '../run/case.ts';
import { scoreCase } from './score-case.ts';

const axes = { x: categoryAxis(null, ['A', 'B']), y: linearAxis(null, null, [100], true) };
const points = [
  { x: 'A', y: 40 },
  { x: 'B', y: 100 },
];
const truth = truthOf('bar', null, axes, [{ name: null, points }]);
const good: Case['attempts'][number] = {
  origin: 'generated',
  blocked: false,
  status: 'ok',
  exitCode: 0,
  showsFigure: true,
  data: [
    ['label', 'value'],
    ['A', '40'],
    ['B', '100'],
  ],
};
const failed = { ...good, status: 'error', exitCode: 1, showsFigure: false, data: null };

function caseOf(change: Partial<Case>): Case {
  return {
    id: 'x',
    sha256: '',
    revision: '',
    status: 'succeeded',
    outcome: 'reproduced',
    error: null,
    read: { version: 1, panels: [truth], notes: [], confidence: 1 },
    attempts: [good],
    chosen: 0,
    fidelity: null,
    receipt: emptyReceipt,
    wallMs: 0,
    ...change,
  };
}

describe('the scores of a picture', () => {
  test('all right is 1 everywhere', () => {
    expect(scoreCase(truth, caseOf({}))).toMatchObject({
      resultF1At5: 1,
      readF1At1: 1,
      kindRight: true,
      validAt0: true,
      falselyReproduced: false,
      reading: { confidence: 1, right: true },
    });
  });

  test('ValidPass@k looks at the first k + 1 attempts', () => {
    const late = scoreCase(truth, caseOf({ attempts: [failed, failed, failed, good], chosen: 3 }));
    expect([late.validAt0, late.validAt3]).toEqual([false, true]);
    const later = scoreCase(truth, caseOf({ attempts: [failed, failed, failed, failed, good], chosen: 4 }));
    expect(later.validAt3).toBe(false);
  });

  test('a run with neither a figure nor a number in data.csv is not valid, one with the numbers alone is', () => {
    const empty = { ...good, showsFigure: false, data: [['label'], ['A']] };
    expect(scoreCase(truth, caseOf({ attempts: [empty] })).validAt3).toBe(false);
    expect(scoreCase(truth, caseOf({ attempts: [{ ...good, showsFigure: false }] })).validAt3).toBe(true);
  });

  test('reproduced with other numbers is false, and only then', () => {
    const wrong = {
      ...good,
      data: [
        ['label', 'value'],
        ['A', '90'],
        ['B', '10'],
      ],
    };
    expect(scoreCase(truth, caseOf({ attempts: [wrong] })).falselyReproduced).toBe(true);
    expect(scoreCase(truth, caseOf({ attempts: [wrong], outcome: 'partial' })).falselyReproduced).toBe(false);
  });

  test('a job that failed counts with 0', () => {
    const none = caseOf({
      status: 'failed',
      outcome: 'code_failed',
      attempts: [failed],
      chosen: null,
      read: null,
    });
    expect(scoreCase(truth, none)).toMatchObject({
      resultF1At5: 0,
      readF1At5: 0,
      kindRight: false,
      reading: null,
    });
  });

  test('each read value brings its own confidence, else that of its series', () => {
    const [series] = truth.series;
    if (series === undefined) throw new Error('The truth has a series.');
    const read = {
      ...truth,
      series: [
        {
          ...series,
          confidence: 0.4,
          points: [
            { x: 'A', y: 40, confidence: 0.9 },
            { x: 'B', y: 10 },
          ],
        },
      ],
    };
    const { values } = scoreCase(
      truth,
      caseOf({ read: { version: 1, panels: [read], notes: [], confidence: 1 } }),
    );
    expect(values).toEqual([
      { confidence: 0.9, right: true },
      { confidence: 0.4, right: false },
    ]);
  });
});
