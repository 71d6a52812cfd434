import type { Panel, Spec } from '@snaprun/core/spec';
import { describe, expect, test } from 'vitest';
import { barFigure, barSpec } from '../agent/test-bench.ts';
import type { FigureFacts } from '../sandbox/figure-facts.ts';
import { categoryAt } from './category-at.ts';
import { panelsOfFigures } from './figure-facts-to-spec.ts';
import { judgeResult, type Result } from './judge-result.ts';
import { numberIn } from './number-in.ts';
import { parseCsv } from './parse-csv.ts';

const [barPanel] = barSpec.panels as [Panel];
const [barAxes] = barFigure().axes as [FigureFacts['axes'][number]];
const figure = (axes: Partial<FigureFacts['axes'][number]>): FigureFacts => ({
  ...barFigure(),
  axes: [{ ...barAxes, bars: [], ...axes }],
});
const spec = (panel: Partial<Panel>, confidence = 0.9): Spec => ({
  ...barSpec,
  confidence,
  panels: [{ ...barPanel, ...panel }],
});
const png = { fileId: 'f', name: 'figure.png', mediaType: 'image/png', bytes: 100, blank: false };
function judged(result: Partial<Result>) {
  const verdict = judgeResult({
    spec: barSpec,
    instruction: null,
    outputs: [png],
    figures: [barFigure()],
    data: null,
    notes: [],
    ...result,
  });
  if (!verdict.ok) throw new Error(verdict.problem.text);
  return verdict.judgement;
}

describe('a result', () => {
  test.each([
    [10, 15.4, 'reproduced'],
    [10, 15.5, 'differs'],
  ])('with values %d and %d is %s: two percent of the range is the limit', (first, second, outcome) => {
    expect(judged({ figures: [barFigure([first, second])] }).outcome).toBe(outcome);
  });

  test('is only partial when the reader was unsure, however well it agrees', () => {
    const { outcome, fidelity } = judged({ spec: spec({}, 0.4) });
    expect(outcome).toBe('partial');
    expect(fidelity?.unchecked.join(' ')).toContain('unsure');
  });

  test('without facts about its figure is partial, not reproduced', () => {
    expect(judged({ figures: [] }).outcome).toBe('partial');
  });

  test('of another kind differs', () => {
    const line = figure({ lines: [{ label: '', x: [0, 1], y: [10, 15], count: 2, style: '-', marker: '' }] });
    expect(judged({ figures: [line] }).outcome).toBe('differs');
  });

  test('counts a figure saved as PNG and as SVG once', () => {
    expect(panelsOfFigures([barFigure(), { ...barFigure(), file: 'figure.svg' }])).toHaveLength(1);
  });

  test('of grouped bars is compared by series name and category', () => {
    const series = (name: string, values: number[]) => ({
      name,
      color: null,
      points: values.map((y, i) => ({ x: `Q${i + 1}`, y })),
      confidence: 0.9,
    });
    const bar = (label: string, x: number, height: number) => ({
      label,
      orientation: 'vertical' as const,
      x,
      width: 0.4,
      y: 0,
      height,
    });
    const bars = [bar('B', 0, 3), bar('B', 1, 4), bar('A', -0.4, 1), bar('A', 0.6, 2)];
    const grouped = spec({ kind: 'grouped_bar', series: [series('A', [1, 2]), series('b', [3, 4])] });
    expect(judged({ spec: grouped, figures: [figure({ bars })] }).outcome).toBe('reproduced');
  });

  test('of horizontal bars reads lengths and the labels of the other axis', () => {
    const bars = [10, 15].map((width, i) => ({
      label: '',
      orientation: 'horizontal' as const,
      x: 0,
      width,
      y: i - 0.4,
      height: 0.8,
    }));
    const facts = figure({
      bars,
      yticks: [0, 1],
      yticklabels: ['Q1', 'Q2'],
      xticks: [0, 20],
      xticklabels: ['0', '20'],
    });
    const horizontal = spec({ kind: 'horizontal_bar', x: barPanel.y, y: barPanel.x });
    expect(judged({ spec: horizontal, figures: [facts] }).outcome).toBe('reproduced');
  });

  test('of a line is compared between its points too', () => {
    const points = [0, 5, 10].map((x) => ({ x, y: x }));
    const line = spec({ kind: 'line', series: [{ name: 'a', color: null, points, confidence: 0.9 }] });
    const lines = [{ label: 'a', x: [0, 10], y: [0, 10], count: 2, style: '-', marker: '' }];
    const facts = figure({ lines, xticks: [0, 10], xticklabels: ['0', '10'] });
    expect(judged({ spec: line, figures: [facts] }).outcome).toBe('reproduced');
  });

  test('of a pie is compared by shares', () => {
    const points = [
      { x: 'a', y: 30 },
      { x: 'b', y: 10 },
    ];
    const pie = spec({ kind: 'pie', series: [{ name: null, color: null, points, confidence: 0.9 }] });
    const facts = figure({
      wedges: [
        { label: 'a', share: 0.75 },
        { label: 'b', share: 0.25 },
      ],
    });
    expect(judged({ spec: pie, figures: [facts] }).outcome).toBe('reproduced');
  });

  test('of a table is compared cell by cell, with or without an index column', () => {
    const table = {
      header: ['City', 'People'],
      rows: [
        ['Ulm', '1,200'],
        ['Bonn', '300'],
      ],
      confidence: 0.9,
    };
    const tabled = spec({ kind: 'table', title: null, series: [], table });
    const data = [
      ['', 'City', 'People'],
      ['0', 'Ulm', '1200'],
      ['1', 'bonn', '300'],
    ];
    expect(judged({ spec: tabled, figures: [], data }).outcome).toBe('reproduced');
    const wrong = [
      ['City', 'People'],
      ['Ulm', '1200'],
      ['Bonn', '301'],
    ];
    const { outcome, fidelity } = judged({ spec: tabled, figures: [], data: wrong });
    expect(outcome).toBe('differs');
    expect(fidelity?.differences).toEqual([{ series: 'People', x: 'Bonn', source: 300, produced: 301 }]);
  });

  test('of a photo is an answer', () => {
    expect(judged({ spec: spec({ kind: 'photo', series: [] }) })).toMatchObject({
      outcome: 'answered',
      fidelity: null,
    });
  });

  test('that shows nothing is the fault of the program', () => {
    const outcome = (result: Partial<Result>) =>
      judgeResult({
        spec: barSpec,
        instruction: null,
        outputs: [],
        figures: [],
        data: null,
        notes: [],
        ...result,
      });
    expect(outcome({})).toMatchObject({
      ok: false,
      problem: { text: expect.stringContaining('neither a figure') },
    });
    expect(outcome({ outputs: [{ ...png, blank: true }] })).toMatchObject({ ok: false });
    const csv = { ...png, name: 'data.csv', blank: null };
    expect(outcome({ outputs: [png, csv], data: [['a']] })).toMatchObject({ ok: false });
  });
});

describe('labels', () => {
  test.each([
    ['1,200', 1200],
    ['\u22123.5 %', -3.5],
    ['$40', 40],
    ['Q1', null],
    ['1.2.3', null],
  ])('%s is the number %s', (label, value) => expect(numberIn(label)).toBe(value));

  test('that print their own position make a number axis, years at 0, 1, 2 do not', () => {
    expect(categoryAt(1500, [1000, 2000], ['1,000', '2,000'])).toBe(1500);
    expect(categoryAt(1, [0, 1], ['2019', '2020'])).toBe('2020');
    expect(categoryAt(0.4, [0, 1], ['a', 'b'])).toBe('a');
  });
});

test('CSV is read with quotes, commas and line ends in them', () => {
  expect(parseCsv('\uFEFFa,b\r\n"x, ""y""","1\n2"\n\n3')).toEqual([['a', 'b'], ['x, "y"', '1\n2'], ['3']]);
});
