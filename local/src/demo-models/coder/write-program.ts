import { applyWish, canChoose } from './apply-wish.ts';
import { type Chart, chartOf } from './chart.ts';
import { type EditedNumbers, withNumbers } from './edited-numbers.ts';
import type { Program } from './program.ts';
import type { PromptPanel, PromptSpec } from './prompt-spec.ts';
import { pythonLiteral as py } from './python-literal.ts';
import { arrangeRows, chartFromTable, onlyRows, type Table, tableOf } from './table.ts';
import { mergeWishes, parseWish, type Wish } from './wish.ts';
import { leavesGaps, writeChart } from './write-chart.ts';
import { needsStatistics, writeMarks } from './write-marks.ts';
import { panelNotes, readNotes, writeNotes } from './write-notes.ts';
import { writePhoto } from './write-photo.ts';
import { writeQuestions } from './write-questions.ts';
import { writeSpecial } from './write-special.ts';
import { writeTable } from './write-table.ts';

/** What a panel becomes: its chart, or its table with the numbers that questions need. */
type Drawing = { chart: Chart; table: null } | { chart: Chart | null; table: Table };

/**
 * The program for a spec and an instruction: numbers as literals, `data.csv`, a figure, and words where asked for.
 * `earlier` instructions still hold where the new one does not speak of the same.
 */
export function writeProgram(
  spec: PromptSpec,
  instruction: string,
  earlier: readonly string[] = [],
  edited: EditedNumbers | null = null,
): Program {
  const before = earlier.map(parseWish);
  const wish = mergeWishes(before, parseWish(instruction));
  const special = writeSpecial(spec, instruction);
  if (special) return special;
  const drawings = spec.panels.map((panel) =>
    // A person's numbers are those of one chart, as they were last drawn.
    drawingOf(panel, wish, before, spec.panels.length === 1 ? edited : null),
  );
  if (drawings.every((drawing) => drawing === null)) {
    if (spec.panels.some(({ kind }) => kind === 'photo')) return writePhoto([]);
    // What nobody could read as numbers can still be measured as a picture.
    const unread = spec.panels.length > 0 && spec.panels.every(({ kind }) => kind === 'unknown');
    return unread ? writePhoto(readNotes(spec)) : writeNotes(spec);
  }
  const drawn = drawings.filter((drawing) => drawing !== null);
  const notes = spec.panels.flatMap((panel, at) => (drawings[at] ? [] : panelNotes(panel)));
  if (!wish.understood)
    notes.push(`The demo models did not understand this instruction: ${oneLine(instruction)}`);
  if (!spec.panels.some((panel) => canShow(panel, wish))) {
    notes.push(
      `Nothing in the picture is called as this instruction says, so all is shown: ${oneLine(instruction)}`,
    );
  }
  const answers = notes.length > 0 || wish.questions.length > 0;
  return {
    imports: importsFor(drawn, wish, answers),
    body: [
      '# The texts of the picture are shown as they are, dollar signs too.',
      'plt.rcParams["text.parse_math"] = False',
      `fig, axes = plt.subplots(1, ${drawn.length}, figsize=(${figureSize(drawn)}), squeeze=False, layout="constrained")`,
      ...(answers ? [`answer = ${py(notes)}`] : []),
      ...drawn.flatMap((drawing, at) => ['', ...panelStatements(drawing, at, wish, instruction)]),
      '',
      'fig.savefig("/job/out/figure.png", dpi=150)',
      'fig.savefig("/job/out/figure.svg")',
      ...(answers
        ? [
            'Path("/job/out/answer.md").write_text("\\n".join(answer) + "\\n", encoding="utf-8")',
            'print("\\n".join(answer))',
          ]
        : []),
    ],
  };
}

function drawingOf(
  panel: PromptPanel,
  wish: Wish,
  earlier: readonly Wish[],
  edited: EditedNumbers | null,
): Drawing | null {
  const read = chartOf(panel);
  const chart = read && edited ? withNumbers(read, edited) : read;
  // Questions are about the numbers that were asked for before, not about what their own bounds leave.
  const shown = wish.questions.length > 0 ? { ...wish, only: null, conditions: [], top: null } : wish;
  if (chart) return { chart: applyWish(chart, shown, earlier), table: null };
  const whole = tableOf(panel);
  if (!whole) return null;
  const only = [wish, ...earlier.toReversed()].flatMap((one) => one.only ?? []);
  const table = only.reduce((rows, words) => onlyRows(rows, words) ?? rows, whole);
  const numbers = chartFromTable(table, wish.kind ?? 'bar');
  if (numbers && wish.kind) return { chart: applyWish(numbers, shown, earlier), table: null };
  if (wish.questions.length > 0) return { chart: numbers, table };
  // Orders and bounds need numbers; the rows that they leave are the table's own.
  const arranged = numbers && arrangeRows(table, numbers, applyWish(numbers, wish, earlier));
  return { chart: null, table: { ...(arranged ?? table), title: wish.title ?? table.title } };
}

function canShow(panel: PromptPanel, wish: Wish): boolean {
  const chart = chartOf(panel);
  const table = tableOf(panel);
  if (chart) return canChoose(chart, wish);
  if (!table || wish.only === null) return true;
  const numbers = chartFromTable(table, 'bar');
  return onlyRows(table, wish.only) !== null || (numbers !== null && canChoose(numbers, wish));
}

function panelStatements({ chart, table }: Drawing, at: number, wish: Wish, instruction: string): string[] {
  const csvPath = `/job/out/data${at === 0 ? '' : `-${at + 1}`}.csv`;
  const questions = chart ? writeQuestions(chart, wish, instruction) : [];
  const axis = `axis = axes[0][${at}]`;
  if (!table) return [axis, ...writeChart(chart, csvPath), ...writeMarks(chart, wish.marks), ...questions];
  const numbers = chart
    ? [`labels = ${py(chart.labels)}`, `names = ${py(chart.names)}`, `columns = ${py(chart.columns)}`]
    : [];
  return [axis, ...writeTable(table, csvPath), '', ...numbers, ...questions];
}

function importsFor(drawn: Drawing[], wish: Wish, answers: boolean): string[] {
  const charts = drawn.flatMap(({ chart, table }) => (table ? [] : [chart]));
  return [
    ...(charts.length > 0 ? ['import csv'] : []),
    ...(charts.some(leavesGaps) ? ['import math'] : []),
    ...(needsStatistics(wish.marks) ? ['import statistics'] : []),
    ...(answers ? ['from pathlib import Path'] : []),
    '',
    'import matplotlib.pyplot as plt',
    ...(charts.length < drawn.length ? ['import pandas as pd'] : []),
  ];
}

function figureSize(drawn: Drawing[]): string {
  const wide = Math.min(
    24,
    drawn.reduce((sum, drawing) => sum + panelWidth(drawing), 0),
  );
  const rows = Math.max(0, ...drawn.map(({ table }) => table?.rows.length ?? 0));
  return `${wide}, ${Math.min(20, Math.max(5, 1.5 + rows * 0.3))}`;
}

function panelWidth({ chart, table }: Drawing): number {
  const columns = table ? table.header.length * 1.4 : (chart?.labels.length ?? 0) * 0.35;
  return Math.round(Math.min(16, Math.max(8, columns)));
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}
