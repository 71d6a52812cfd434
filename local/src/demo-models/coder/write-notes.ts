import type { Program } from './program.ts';
import type { PromptPanel, PromptSpec } from './prompt-spec.ts';
import { pythonLiteral as py } from './python-literal.ts';

/** Lines of text that are repeated in an answer; the rest is counted. */
const maxLines = 20;

/** An answer in words and no figure, for pictures without numbers: what was read, and what was not. */
export function writeNotes(spec: PromptSpec): Program {
  const lines = [
    ...readNotes(spec),
    'No numbers were found that could be drawn again, so there is no figure.',
  ];
  return {
    imports: ['from pathlib import Path'],
    body: [
      `lines = ${py(lines)}`,
      'Path("/job/out/answer.md").write_text("\\n".join(lines) + "\\n", encoding="utf-8")',
      'print("Wrote /job/out/answer.md; there was nothing to draw.")',
    ],
  };
}

/** What was read, in words. */
export function readNotes(spec: PromptSpec): string[] {
  const lines = ['# What was read', '', ...spec.panels.flatMap(panelNotes)];
  if (spec.panels.length === 0) lines.push('Nothing was recognised in the picture.', '');
  if (spec.notes.length > 0)
    lines.push('The reader remarks:', '', ...spec.notes.map((note) => `- ${note}`), '');
  return lines;
}

/** What there is to say about a panel that cannot be drawn. */
export function panelNotes(panel: PromptPanel): string[] {
  const kind =
    panel.kind === 'unknown' ? 'panel of a kind that was not recognised' : panel.kind.replaceAll('_', ' ');
  const shown = panel.text.slice(0, maxLines);
  const more = panel.text.length - shown.length;
  return [
    `${/^[aeiou]/.test(kind) ? 'An' : 'A'} ${kind}${panel.title ? `, titled “${panel.title}”` : ''}.`,
    '',
    ...(panel.formula ? ['The formula, as LaTeX:', '', `    ${panel.formula}`, ''] : []),
    ...(shown.length > 0 ? ['Text in reading order:', '', ...shown.map((line) => `    ${line}`), ''] : []),
    ...(more > 0 ? [`and ${more} more lines.`, ''] : []),
  ];
}
