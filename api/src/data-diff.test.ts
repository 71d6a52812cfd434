import { expect, test } from 'vitest';
import { diffData } from './data-diff.ts';

test('cells are paired by column and first cell, whatever their order', () => {
  const from = 'Month,Sales,Costs\nJan,1,5\nFeb,2,6\nMar,3,7\n';
  const to = 'Month,Profit,Sales\nMar,0,3\nJan,0,10\n';
  expect(diffData(from, to)).toEqual({
    columns: { added: ['Profit'], removed: ['Costs'] },
    rows: { from: 3, to: 2 },
    changed: 1,
    cells: [{ row: 'Jan', column: 'Sales', from: '1', to: '10' }],
  });
});

test('rows of one name are paired in their order, and the same table has no difference', () => {
  const table = 'x,y\n1,2\n1,3\n"a, ""b""",4\n';
  expect(diffData(table, `\uFEFF${table}`)).toMatchObject({
    changed: 0,
    cells: [],
    rows: { from: 3, to: 3 },
  });
  expect(diffData(table, 'x,y\n1,2\n1,9\n').cells).toEqual([{ row: '1', column: 'y', from: '3', to: '9' }]);
});

test('of very many differences all are counted and the first two hundred told', () => {
  const table = (add: number) =>
    `x,y\n${Array.from({ length: 500 }, (_, i) => `${i},${i + add}`).join('\n')}`;
  const { changed, cells } = diffData(table(0), table(1));
  expect([changed, cells.length]).toEqual([500, 200]);
});

test('nothing and nonsense are tables without rows', () => {
  expect(diffData('', '\0')).toMatchObject({ rows: { from: 0, to: 0 }, changed: 0 });
});
