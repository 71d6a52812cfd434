import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import type { SandboxDriver, SandboxFile, SandboxJob, SandboxResult } from '../driver.ts';
import { watchLeftovers } from './leftovers.ts';
import { printable } from './printable.ts';
import { runDocument } from './run-document.ts';
import { summary } from './summary.ts';

export interface Console {
  stdout: { write(text: string): unknown; isTTY?: boolean };
  stderr: { write(text: string): unknown; isTTY?: boolean };
}

export interface RunOptions {
  job: SandboxJob;
  open: () => Promise<SandboxDriver>;
  /** What is left besides processes. */
  others?: () => Promise<string[]>;
  outDir: string | null;
  json: boolean;
  console: Console;
  signal: AbortSignal;
}

/**
 * Runs one program in a fresh sandbox and shows its output as it comes, then the summary; with `json` the document
 * alone. Throws only for trouble of ours.
 */
export async function runProgram({
  job,
  open,
  others,
  outDir,
  json,
  console,
  signal,
}: RunOptions): Promise<void> {
  const watch = watchLeftovers(others);
  const driver = await open();
  let result: SandboxResult;
  try {
    const run = driver.run(job, signal);
    const show = showAsItComes(console);
    for await (const { stream, text } of run.output) if (!json) show(stream, text);
    if (!json) show('end', '');
    result = await run.result;
  } finally {
    await driver.close();
  }
  const leftovers = await watch.found();
  if (outDir !== null) await keepFiles(outDir, result.files);
  if (json) console.stdout.write(`${JSON.stringify(runDocument(result, leftovers), null, 2)}\n`);
  else console.stderr.write(`\n${summary(result, leftovers, outDir).join('\n')}\n`);
}

/** A pipe gets what the program wrote; a terminal gets it without what would act on the terminal. */
function showAsItComes(console: Console) {
  const atLineStart = { stdout: true, stderr: true };
  return (stream: 'stdout' | 'stderr' | 'end', text: string) => {
    if (stream === 'end') {
      for (const each of ['stdout', 'stderr'] as const)
        if (!atLineStart[each] && console[each].isTTY) console[each].write('\n');
    } else if (text !== '') {
      console[stream].write(console[stream].isTTY ? printable(text) : text);
      atLineStart[stream] = text.endsWith('\n');
    }
  };
}

async function keepFiles(outDir: string, files: readonly SandboxFile[]): Promise<void> {
  try {
    await mkdir(outDir, { recursive: true });
    for (const { name, bytes } of files) await writeFile(join(outDir, name), bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'invalid_request',
      `The files cannot be put into ${outDir}: ${why}. Choose another --out.`,
      {
        cause,
      },
    );
  }
}
