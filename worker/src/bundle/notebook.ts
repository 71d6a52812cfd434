import { createHash } from 'node:crypto';
import type { JobRecord } from './job-record.ts';

/** What a notebook shows of the result: its pictures by name, as they are in the bundle. */
export interface Shown {
  name: string;
  png: Uint8Array;
}

/** A picture larger than this stays a file: a notebook is opened as a whole. */
export const largestShown = 2_000_000;

/**
 * The chosen program as a Jupyter notebook (nbformat 4.5), with what it printed and drew.
 *
 * It lies beside `input/`: the paths of the sandbox are put into paths from there.
 */
export function notebookOf({ job, chosen }: JobRecord, pictures: readonly Shown[]): string {
  const code = chosen?.code ?? '';
  const outputs = [
    ...(chosen?.execution?.stdout
      ? [{ output_type: 'stream', name: 'stdout', text: lines(chosen.execution.stdout) }]
      : []),
    ...pictures.map(({ name, png }) => ({
      output_type: 'display_data',
      data: { 'image/png': Buffer.from(png).toString('base64'), 'text/plain': [name] },
      metadata: {},
    })),
  ];
  const cells = [
    markdown(`# ${oneLine(job.name)}\n\n${oneLine(job.instruction ?? job.summary ?? '')}`.trim()),
    markdown(
      'The picture is `input/input.png`; files are written to `out/`. The program as it ran in the sandbox is `program.py`.',
    ),
    codeCell('import os\n\nos.makedirs("out", exist_ok=True)', [], null),
    codeCell(fromHere(code), outputs, outputs.length > 0 ? 1 : null),
  ];
  const python = chosen?.execution?.environment?.python ?? '3.11';
  return `${JSON.stringify(
    {
      cells: cells.map((cell, n) => ({ id: idOf(n, cell.source), ...cell })),
      metadata: {
        kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
        language_info: { name: 'python', version: python },
      },
      nbformat: 4,
      nbformat_minor: 5,
    },
    null,
    1,
  )}\n`;
}

function fromHere(code: string): string {
  return code.replaceAll('/job/input.png', 'input/input.png').replaceAll('/job/out', 'out');
}

function markdown(text: string) {
  return { cell_type: 'markdown', metadata: {}, source: lines(text) };
}

function codeCell(text: string, outputs: object[], count: number | null) {
  return { cell_type: 'code', execution_count: count, metadata: {}, outputs, source: lines(text) };
}

/** As notebooks keep a text: lines with their ends. */
function lines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function idOf(n: number, source: readonly string[]): string {
  return createHash('sha256').update(`${n}`).update(source.join('')).digest('hex').slice(0, 8);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
