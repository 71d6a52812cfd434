import { expect, test } from 'vitest';
import { patchLines } from './patch-lines.ts';

test('a patch is told line by line with its numbers on both sides', () => {
  const patch =
    '--- before.py\n+++ after.py\n@@ -3,3 +3,4 @@\n a\n-b\n+c\n++d\n e\n\\ No newline at end of file\n@@ -9 +10 @@\n-x\n+y\n';
  expect(patchLines(patch)).toEqual([
    { kind: 'hunk', text: '', from: 3, to: 3 },
    { kind: 'same', text: 'a', from: 3, to: 3 },
    { kind: 'removed', text: 'b', from: 4, to: null },
    { kind: 'added', text: 'c', from: null, to: 4 },
    { kind: 'added', text: '+d', from: null, to: 5 },
    { kind: 'same', text: 'e', from: 5, to: 6 },
    { kind: 'hunk', text: '', from: 9, to: 10 },
    { kind: 'removed', text: 'x', from: 9, to: null },
    { kind: 'added', text: 'y', from: null, to: 10 },
  ]);
  expect(patchLines('')).toEqual([]);
});
