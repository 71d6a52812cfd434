import { type ChatRequest, userText } from '../chat-request.ts';
import type { CodeFault } from '../faults.ts';
import { parseCoderPrompt } from './coder-prompt.ts';
import { editedNumbers } from './edited-numbers.ts';
import { plantFault } from './plant-fault.ts';
import { programText } from './program.ts';
import { type PromptSpec, readPromptSpec } from './prompt-spec.ts';
import { writeProgram } from './write-program.ts';

/** The coder's answer to a prompt: a sentence and one fenced Python program, made from that prompt alone. */
export function writeAnswer(request: ChatRequest, fault: CodeFault | null): string {
  const { spec, instruction, previousCode, problem, ...before } = parseCoderPrompt(userText(request));
  const edited = before.isEdited && previousCode !== null ? editedNumbers(previousCode) : null;
  const { earlier } = before;
  const read = fault === 'wrong_values' ? distorted(readPromptSpec(spec)) : readPromptSpec(spec);
  const right = programText(writeProgram(read, instruction, earlier, edited));
  // What was right here failed there: the numbers are kept, what only decorates them is left out.
  const again = problem !== null && previousCode?.trim() === right.trim();
  const program = writeProgram(again ? undecorated(read) : read, instruction, earlier, edited);
  const text = fault === null ? programText(program) : programText(plantFault(program, fault));
  const opening =
    problem === null ? 'The program draws the numbers of the spec.' : 'I corrected the program.';
  return `${opening}\n\n\`\`\`python\n${text}\`\`\`\n`;
}

/** Numbers that are half as large again: a program that runs and is wrong. */
function distorted(spec: PromptSpec): PromptSpec {
  const wrong = (y: number | null) => (y === null ? null : y * 1.5 + 1);
  return {
    ...spec,
    panels: spec.panels.map((panel) => ({
      ...panel,
      series: panel.series.map((series) => ({
        ...series,
        points: series.points.map(({ x, y }) => ({ x, y: wrong(y) })),
      })),
    })),
  };
}

function undecorated(spec: PromptSpec): PromptSpec {
  return withHarmlessTexts({
    ...spec,
    panels: spec.panels.map((panel) => ({
      ...panel,
      x: panel.x && { ...panel.x, min: null, max: null },
      y: panel.y && { ...panel.y, min: null, max: null },
      series: panel.series.map((series) => ({ ...series, color: null })),
    })),
  });
}

/** Texts that look like a path or a name of the interpreter's stop a program even as labels; here they no longer do. */
function withHarmlessTexts(spec: PromptSpec): PromptSpec {
  const harmless = (value: unknown): unknown => {
    if (typeof value === 'string') return value.replace(/^\/+/, '').replace(/__+/g, ' ').trim();
    if (Array.isArray(value)) return value.map(harmless);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, harmless(inner)]));
  };
  return readPromptSpec(harmless(spec));
}
