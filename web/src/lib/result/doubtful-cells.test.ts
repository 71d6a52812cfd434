import { describe, expect, test } from 'vitest';
import type { Fidelity } from '../shapes.ts';
import { readTable } from './csv-table.ts';
import { doubtsOf, placeDoubts } from './doubtful-cells.ts';

const fidelity = (differences: Fidelity['differences']): Fidelity => ({
  verdict: 'differs',
  score: 0.5,
  aspects: [],
  differences,
  unchecked: [],
});

const places = (csv: string, series: string, x: string | number) => [
  ...placeDoubts(readTable(csv), doubtsOf(fidelity([{ series, x, source: 1, produced: 2 }]), null)).keys(),
];

describe('a doubtful value is marked at its cell', () => {
  test('in a table with a column for each series', () => {
    expect(places('Month,Sales,Costs\nJan,1,5\nFeb,2,6\n', 'costs', 'Feb')).toEqual(['1:2']);
  });
  test('in a table with a single column of numbers, whatever its name', () => {
    expect(places('Region,Parcels\nNorth,1\nSouth,2\n', '', 'south ')).toEqual(['1:1']);
  });
  test('where the position is a number', () => {
    expect(places('x,y\n1,5\n2.0,6\n', 'y', 2)).toEqual(['1:1']);
  });
  test('in a table with a row for each value', () => {
    expect(places('series,x,value\nA,Jan,1\nB,Jan,2\n', 'B', 'Jan')).toEqual(['1:2']);
  });
  test('and nowhere when no cell fits', () => {
    expect(places('Region,Parcels\nNorth,1\n', 'Parcels', 'Mars')).toEqual([]);
    expect(places('', 'a', 'b')).toEqual([]);
  });
});

test('what differs comes before what two readings told and what was read unsurely', () => {
  const point = (x: string, confidence?: number) => ({ x, y: 1, confidence, box: undefined });
  const spec = {
    panels: [
      { series: [{ name: 'A', color: null, confidence: 0.9, points: [point('x', 0.4), point('y')] }] },
    ],
    secondLook: { differences: [{ series: 'A', x: 'z', first: 1, second: 2 }] },
  } as unknown as Parameters<typeof doubtsOf>[1];
  const doubts = doubtsOf(fidelity([{ series: 'A', x: 'w', source: 1, produced: 2 }]), spec);
  expect(doubts.map(({ x, why }) => [x, why])).toEqual([
    ['w', 'differs'],
    ['z', 'two_readings'],
    ['x', 'unsure'],
  ]);
});
