import type { Panel, Series, Spec } from '@snaprun/core/spec';
import { describe, expect, test } from 'vitest';
import { barFigure, barSpec } from '../agent/test-bench.ts';
import { judgeResult } from './judge-result.ts';
import { withSecondLook } from './second-look.ts';

const [barPanel] = barSpec.panels as [Panel];
const [barSeries] = barPanel.series as [Series];
const png = { fileId: 'f', name: 'figure.png', mediaType: 'image/png', bytes: 100, blank: false };
const read = (values: (number | null)[], confidence = 0.9, change: Partial<Panel> = {}): Spec => {
  const points = values.map((y, i) => ({ x: `Q${i + 1}`, y }));
  return { ...barSpec, confidence, panels: [{ ...barPanel, series: [{ ...barSeries, points }], ...change }] };
};

function judged(figureValues: number[] | null, spec = barSpec) {
  const figures = figureValues ? [barFigure(figureValues)] : [];
  const verdict = judgeResult({ spec, instruction: null, outputs: [png], figures, data: null, notes: [] });
  if (!verdict.ok) throw new Error(verdict.problem.text);
  return verdict.judgement;
}
const seen = (reading: Spec, isAll = true) => ({ ok: true as const, reading, isAll });

describe('a second look at the produced figure', () => {
  test('that agrees is an aspect of the report and changes no verdict', () => {
    const { outcome, fidelity } = withSecondLook(judged([10, 15]), barSpec, seen(read([10.5, 15])), true);
    expect(outcome).toBe('reproduced');
    expect(fidelity?.score).toBe(1);
    expect(fidelity?.aspects.at(-1)).toEqual({
      ...{ name: 'second look', score: 1 },
      note: 'The produced figure was read again: 2 of 2 values agree within 5 % of the range.',
    });
  });

  test('that finds other values than the data say takes “reproduced” away, with the values it saw', () => {
    const judgement = withSecondLook(judged([10, 15]), barSpec, seen(read([1, 2])), true);
    expect(judgement).toMatchObject({ outcome: 'partial', fidelity: { verdict: 'partial', score: 0.5 } });
    expect(judgement.fidelity?.differences[0]).toMatchObject({ x: 'Q2', source: 15, produced: 2 });
    expect(judgement.summary).toContain('the figure, read again, shows 0 of 2 values');
  });

  test.each([
    ['is unsure itself', seen(read([1, 2], 0.3))],
    ['saw one of several figures', seen(read([1, 2]), false)],
  ])('that %s takes nothing away', (_, look) => {
    const { outcome, fidelity } = withSecondLook(judged([10, 15]), barSpec, look, true);
    expect(outcome).toBe('reproduced');
    expect(fidelity?.aspects.at(-1)).toMatchObject({ name: 'second look', score: 0 });
  });

  test.each([
    ['was not possible', { ok: false as const, why: 'the model is down.' }, /the model is down/],
    ['finds nothing to read', seen({ ...barSpec, panels: [] }), /no values could be read/],
    ['sees a photo', seen(read([1], 0.9, { kind: 'photo', series: [] })), /no values could be read/],
    ['sees a chart without values', seen(read([null, null])), /no values could be read/],
  ])('that %s is named among what nobody checked', (_, look, why) => {
    const { outcome, fidelity } = withSecondLook(judged([10, 15]), barSpec, look, true);
    expect(outcome).toBe('reproduced');
    expect(fidelity?.unchecked.at(-1)).toMatch(why);
    expect(fidelity?.unchecked.at(-1)).toMatch(/^How the figure looks: /);
    expect(fidelity?.aspects.map(({ name }) => name)).not.toContain('second look');
  });

  test('stands in where the data are unknown, and never makes it “reproduced”', () => {
    const judgement = withSecondLook(judged(null), barSpec, seen(read([10, 15])), false);
    expect(judgement).toMatchObject({ outcome: 'partial', fidelity: { score: 0.8, differences: [] } });
    const wrong = withSecondLook(judged(null), barSpec, seen(read([10, 3])), false);
    expect(wrong.fidelity).toMatchObject({ verdict: 'partial', score: 0.4 });
    expect(wrong.fidelity?.differences).toEqual([{ series: '', x: 'Q2', source: 15, produced: 3 }]);
  });

  test('of a figure whose data differ changes nothing of that', () => {
    const judgement = withSecondLook(judged([10, 3]), barSpec, seen(read([10, 15])), true);
    expect(judgement).toMatchObject({ outcome: 'differs', fidelity: { verdict: 'differs' } });
  });
});

describe('“reproduced” is not said', () => {
  test('of a reading in which all values are one and the same', () => {
    const alike = read([7, 7, 7]);
    const [facts] = [barFigure([7, 7, 7])];
    const axes = facts.axes.map((one) => ({ ...one, xticks: [0, 1, 2], xticklabels: ['Q1', 'Q2', 'Q3'] }));
    const result = { spec: alike, instruction: null, outputs: [png], data: null, notes: [] };
    const verdict = judgeResult({ ...result, figures: [{ ...facts, axes }] });
    expect(verdict.ok && verdict.judgement.outcome).toBe('partial');
    expect(verdict.ok && verdict.judgement.fidelity?.unchecked.join(' ')).toContain(
      'any constant figure would agree',
    );
  });

  test.each([
    ['a figure that was saved elsewhere', { figures: [{ ...barFigure(), file: null }] }],
    [
      'a blank picture beside one that shows something',
      {
        outputs: [
          { ...png, blank: true },
          { ...png, name: 'other.png' },
        ],
      },
    ],
    [
      'a figure of which there is no picture',
      {
        outputs: [],
        data: [
          ['a', 'b'],
          ['Q1', '10'],
        ],
      },
    ],
    ['a reading that is unsure', { spec: { ...barSpec, confidence: 0.49 } }],
  ])('on the data of %s', (_, change) => {
    const result = {
      spec: barSpec,
      instruction: null,
      outputs: [png],
      figures: [barFigure()],
      data: null,
      notes: [],
    };
    const verdict = judgeResult({ ...result, ...change });
    expect(verdict.ok && verdict.judgement.outcome).toBe('partial');
  });

  test('and how sure the reader was is an aspect, with how far two looks agreed', () => {
    const second = { panel: 0, box: null, confidence: { first: 0.4, second: 0.7 }, compared: 4, agreeing: 3 };
    const spec = {
      ...barSpec,
      confidence: 0.7,
      secondLook: { ...second, kept: 'second' as const, differences: [] },
    };
    expect(judged([10, 15], spec).fidelity?.aspects).toContainEqual({
      ...{ name: 'reading', score: 0.7 },
      note: 'The reader was sure enough; two looks agree in 3 of 4 values.',
    });
  });
});
