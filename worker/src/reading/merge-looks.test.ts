import type { Panel, Series, Spec } from '@snaprun/core/spec';
import { describe, expect, test } from 'vitest';
import { barSpec } from '../agent/test-bench.ts';
import { mergeLooks } from './merge-looks.ts';
import { confidenceOf, doubtfulPanel, weakestPanel } from './weakest-panel.ts';

const [barPanel] = barSpec.panels as [Panel];
const [barSeries] = barPanel.series as [Series];
const read = (confidence: number, values: (number | null)[], change: Partial<Panel> = {}): Panel => {
  const points = values.map((y, i) => ({ x: `Q${i + 1}`, y }));
  return { ...barPanel, confidence, series: [{ ...barSeries, points, confidence }], ...change };
};
const spec = (...panels: Panel[]): Spec => ({
  ...barSpec,
  panels,
  confidence: Math.min(...panels.map(({ confidence }) => confidence)),
});

describe('two looks at a panel', () => {
  test('that agree are told as that, and the surer one stays', () => {
    const merged = mergeLooks(spec(read(0.4, [10, 15])), 0, spec(read(0.8, [10.1, 15])), null);
    expect(merged.panels[0]?.series[0]?.points[0]?.y).toBe(10.1);
    expect(merged.confidence).toBe(0.8);
    expect(merged.secondLook).toEqual({
      ...{ panel: 0, box: null, confidence: { first: 0.4, second: 0.8 }, compared: 2, agreeing: 2 },
      ...{ kept: 'second', differences: [] },
    });
    expect(merged.notes).toEqual(['A second look agrees in all of 2 values.']);
  });

  test('keep no places that the second tells: they are those of its crop', () => {
    const place = { x: 1, y: 2, width: 3, height: 4 };
    const series = [{ ...barSeries, confidence: 0.8, points: [{ x: 'Q1', y: 10, box: place }] }];
    const second = spec(read(0.8, [], { box: place, series }));
    expect(mergeLooks(spec(read(0.4, [10])), 0, second, place).panels[0]).not.toHaveProperty('box');
    const first = read(0.4, [10], { box: { ...place, x: 90 } });
    const [merged] = mergeLooks(spec(first), 0, second, place).panels;
    expect(merged?.box?.x).toBe(90);
    expect(merged?.series[0]?.points).toEqual([{ x: 'Q1', y: 10 }]);
  });

  test('that disagree are not averaged: the surer one stays, the other is named, and neither is trusted more', () => {
    const merged = mergeLooks(spec(read(0.5, [10, 15])), 0, spec(read(0.45, [10, 5])), null);
    expect(merged.panels[0]?.series[0]?.points.map(({ y }) => y)).toEqual([10, 15]);
    expect(merged.secondLook).toMatchObject({ compared: 2, agreeing: 1, kept: 'first' });
    expect(merged.secondLook?.differences).toEqual([{ series: '', x: 'Q2', first: 15, second: 5 }]);
    expect(merged.notes[0]).toBe(
      'A second look agrees in 1 of 2 values; the first reading, which is the surer one, stays. At “Q2” the first has 15, the second 5.',
    );
    expect(merged.confidence).toBe(0.5);
  });

  test('that agree in nothing make even a sure reading worth nothing', () => {
    const merged = mergeLooks(spec(read(0.3, [1, 2])), 0, spec(read(0.95, [10, 15])), null);
    expect(merged.panels[0]?.confidence).toBe(0);
    expect(merged.confidence).toBe(0);
  });

  test('count values that only the second has as a disagreement', () => {
    const merged = mergeLooks(spec(read(0.5, [10])), 0, spec(read(0.6, [10, 15])), null);
    expect(merged.secondLook).toMatchObject({ compared: 2, agreeing: 1, kept: 'second' });
    expect(merged.panels[0]?.confidence).toBe(0.5);
  });

  test('leave a reading with values to one without, however sure that is', () => {
    const blind = read(0.9, [], { kind: 'unknown', series: [] });
    const merged = mergeLooks(spec(read(0.3, [10, 15])), 0, spec(blind), null);
    expect(merged.secondLook).toMatchObject({ kept: 'first', agreeing: 0 });
    expect(merged.panels[0]?.kind).toBe('bar');
    expect(merged.notes[0]).toContain('The first saw “bar”, the second “unknown”.');
  });

  test('of which the second finds nothing leave all as it was, with a note', () => {
    const merged = mergeLooks(spec(read(0.3, [10, 15])), 0, { ...barSpec, panels: [] }, null);
    expect(merged.secondLook).toBeUndefined();
    expect(merged.notes).toEqual([expect.stringContaining('found nothing there')]);
  });

  test('change one panel of several and keep where it is', () => {
    const box = { x: 10, y: 20, width: 300, height: 200 };
    const [sure, unsure] = [read(0.9, [1, 2]), read(0.2, [10, 15], { box })];
    const merged = mergeLooks(spec(sure, unsure), 1, spec(read(0.85, [10, 15])), box);
    expect(merged.panels[0]).toEqual(sure);
    expect(merged.panels[1]).toMatchObject({ confidence: 0.85, box });
    expect(merged).toMatchObject({ confidence: 0.85, secondLook: { panel: 1, box } });
  });

  test('make room for their note among twenty', () => {
    const full = { ...spec(read(0.3, [10, 15])), notes: Array.from({ length: 20 }, (_, i) => `note ${i}`) };
    const merged = mergeLooks(full, 0, spec(read(0.5, [10, 15])), null);
    expect(merged.notes).toHaveLength(20);
    expect(merged.notes.at(-1)).toContain('A second look');
  });
});

describe('the panel to look at again', () => {
  test('is the one that is read with the least confidence, with all its parts', () => {
    const weak = { ...read(0.9, [1]), series: [{ ...barSeries, confidence: 0.3 }] };
    expect(confidenceOf(weak)).toBe(0.3);
    expect(weakestPanel(spec(read(0.7, [1]), weak))).toBe(1);
    expect(doubtfulPanel(spec(read(0.7, [1]), weak))).toBe(1);
  });

  test('is none where all are sure, where there is none, and where it is a photo', () => {
    expect(doubtfulPanel(spec(read(0.6, [1])))).toBeNull();
    expect(doubtfulPanel({ ...barSpec, panels: [] })).toBeNull();
    expect(doubtfulPanel(spec(read(0.1, [], { kind: 'photo' })))).toBeNull();
  });
});
