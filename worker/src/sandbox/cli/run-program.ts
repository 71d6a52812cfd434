import { access, constants, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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
  /** How long what is on its way out may take, in milliseconds. */
  goneWithinMs?: number;
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
  goneWithinMs,
  outDir,
  json,
  console,
  signal,
}: RunOptions): Promise<void> {
  // Before the run: its result should not be lost to a folder that cannot be used.
  if (outDir !== null) await orRefuse(outDir, prepare(outDir));
  const watch = watchLeftovers(others, goneWithinMs);
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
  if (outDir !== null) await orRefuse(outDir, keep(outDir, result.files));
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

async function prepare(outDir: string): Promise<void> {
  await makeFolder(outDir);
  // The dot makes a file of that name an error.
  await access(`${outDir}/.`, constants.W_OK);
}

/** Not with `recursive`: where a folder cannot be made although the one above is there (/proc), that never ends. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}

async function keep(outDir: string, files: readonly SandboxFile[]): Promise<void> {
  for (const { name, bytes } of files) await writeFile(join(outDir, name), bytes);
}

async function orRefuse(outDir: string, writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const message = `The files cannot be put into ${outDir}: ${why}. Choose another --out.`;
    throw new AppError('invalid_request', message, { cause });
  }
}
