import { type Chart, chartOf } from './chart.ts';
import type { Program } from './program.ts';
import type { PromptPanel, PromptSpec } from './prompt-spec.ts';
import { pythonLiteral as py } from './python-literal.ts';
import { chartFromTable, onlyRows, type Table, tableOf } from './table.ts';
import { applyWish, keepOnly, parseWish, type Wish } from './wish.ts';
import { leavesGaps, writeChart } from './write-chart.ts';
import { panelNotes, writeNotes } from './write-notes.ts';
import { writePhoto } from './write-photo.ts';
import { writeQuestions } from './write-questions.ts';
import { writeTable } from './write-table.ts';

/** What a panel becomes: its chart, or its table with the numbers that questions need. */
type Drawing = { chart: Chart; table: null } | { chart: Chart | null; table: Table };

/** The program for a spec and an instruction: numbers as literals, `data.csv`, a figure, and words where asked for. */
export function writeProgram(spec: PromptSpec, instruction: string): Program {
  const wish = parseWish(instruction);
  const drawings = spec.panels.map((panel) => drawingOf(panel, wish));
  if (drawings.every((drawing) => drawing === null)) {
    return spec.panels.some(({ kind }) => kind === 'photo') ? writePhoto() : writeNotes(spec);
  }
  const drawn = drawings.filter((drawing) => drawing !== null);
  const notes = spec.panels.flatMap((panel, at) => (drawings[at] ? [] : panelNotes(panel)));
  if (!wish.understood)
    notes.push(`The demo models did not understand this instruction: ${oneLine(instruction)}`);
  if (wish.only && !spec.panels.some((panel) => hasOnly(panel, wish.only ?? ''))) {
    notes.push(
      `Nothing in the picture is called as this instruction says, so all is shown: ${oneLine(instruction)}`,
    );
  }
  const answers = notes.length > 0 || wish.questions.length > 0;
  return {
    imports: importsFor(drawn, answers),
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

function drawingOf(panel: PromptPanel, wish: Wish): Drawing | null {
  const chart = chartOf(panel);
  if (chart) return { chart: applyWish(chart, wish), table: null };
  const whole = tableOf(panel);
  if (!whole) return null;
  const table = (wish.only && onlyRows(whole, wish.only)) || whole;
  const numbers = chartFromTable(table, wish.kind ?? 'bar');
  if (numbers && wish.kind) return { chart: applyWish(numbers, wish), table: null };
  return { chart: wish.questions.length > 0 ? numbers : null, table };
}

function hasOnly(panel: PromptPanel, words: string): boolean {
  const chart = chartOf(panel);
  const table = tableOf(panel);
  return Boolean((chart && keepOnly(chart, words)) || (table && onlyRows(table, words)));
}

function panelStatements({ chart, table }: Drawing, at: number, wish: Wish, instruction: string): string[] {
  const csvPath = `/job/out/data${at === 0 ? '' : `-${at + 1}`}.csv`;
  const questions = chart ? writeQuestions(chart, wish, instruction) : [];
  const axis = `axis = axes[0][${at}]`;
  if (!table) return [axis, ...writeChart(chart, csvPath), ...questions];
  const numbers = chart
    ? [`labels = ${py(chart.labels)}`, `names = ${py(chart.names)}`, `columns = ${py(chart.columns)}`]
    : [];
  return [axis, ...writeTable(table, csvPath), '', ...numbers, ...questions];
}

function importsFor(drawn: Drawing[], answers: boolean): string[] {
  const charts = drawn.flatMap(({ chart, table }) => (table ? [] : [chart]));
  return [
    ...(charts.length > 0 ? ['import csv'] : []),
    ...(charts.some(leavesGaps) ? ['import math'] : []),
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
