/** Levenshtein's distance: how many characters to change, add or drop. Two rows of the matrix of Wagner and Fischer (1974). */
export function distance(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  let above = Array.from({ length: right.length + 1 }, (_, i) => i);
  for (const [i, char] of left.entries()) {
    const row = [i + 1];
    for (const [j, other] of right.entries()) {
      const changed = (above[j] ?? 0) + (char === other ? 0 : 1);
      row.push(Math.min(changed, (above[j + 1] ?? 0) + 1, (row[j] ?? 0) + 1));
    }
    above = row;
  }
  return above.at(-1) ?? 0;
}
