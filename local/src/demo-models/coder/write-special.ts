import { chartOf } from './chart.ts';
import { parseEquation } from './equation.ts';
import type { Program } from './program.ts';
import type { PromptSpec } from './prompt-spec.ts';
import { tableOf } from './table.ts';
import { writeColors } from './write-colors.ts';
import { writeCount } from './write-count.ts';
import { writeSolution } from './write-solution.ts';

/** The program for what is asked of the picture itself or of a formula, and not of numbers; null when nothing is. */
export function writeSpecial(spec: PromptSpec, instruction: string): Program | null {
  const text = instruction.toLowerCase();
  if (
    /\b(?:dominant|main|which|what|primary|most common)\b.{0,30}\bcolou?rs?\b|\bcolou?r palette\b|^\W*palette\b/.test(
      text,
    )
  )
    return writeColors();
  const hasNumbers = spec.panels.some((panel) => chartOf(panel) !== null || tableOf(panel) !== null);
  const counted =
    /\b(?:count|how many|number of)\b(?:\s+(?:the|all|of|are|is|there))*\s+([\p{L}-]{2,30})/u.exec(text)?.[1];
  if (!hasNumbers && counted) return writeCount(counted);
  if (
    /\b(?:solve|simplify|evaluate|calculate|compute|what is|work (?:it|this) out|result)\b/.test(text) &&
    !hasNumbers
  ) {
    const written = spec.panels.flatMap(({ formula, text: lines }) => (formula ? [formula] : lines));
    const equations = written.flatMap((line) => parseEquation(line) ?? []);
    if (equations.length > 0) return writeSolution(equations.slice(0, 6));
  }
  return null;
}
