import type { Component } from './components.ts';
import { groupIntoLines, type TextLine } from './text-lines.ts';

/** Labels of a vertical axis end at one edge; what one of them reaches beyond it is the tick mark that it touches. */
export function alignRight(lines: TextLine[]): TextLine[] {
  const ends = lines.map((line) => line.right).sort((a, b) => a - b);
  const usual = ends[ends.length >> 1] ?? 0;
  const aligned = ends.filter((end) => Math.abs(end - usual) <= 2).length;
  if (aligned * 2 < lines.length || aligned < 2) return lines;
  return lines.map((line) => {
    const beyond = line.right - usual;
    return beyond > 2 && beyond < line.size ? { ...line, right: usual } : line;
  });
}

/** A comma that hangs below the last label beside the axis would be a row of its own. */
export function withoutSpecks(parts: Component[], wordGap: number): Component[] {
  const lines = groupIntoLines(parts, wordGap);
  const sizes = lines.map(({ size }) => size).sort((a, b) => a - b);
  const usual = sizes[sizes.length >> 1] ?? 0;
  const specks = lines.filter((line) => line.parts === 1 && line.size < 0.45 * usual);
  return parts.filter((part) => !specks.some((speck) => speck.left === part.left && speck.top === part.top));
}
