import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import {
  maxPictureBytes,
  refusePictureKind,
  refusePictureSize,
  sniffPicture,
} from '@snaprun/core/picture-header';
import { ApiClient, type Results } from './api-client.ts';
import { describeEvent } from './describe-event.ts';
import { makeFolder } from './make-folder.ts';
import { resultAttempt, resultPaths } from './result-paths.ts';
import { terminalLine } from './terminal-line.ts';
import type { System } from './up.ts';

export const exitCodes = { succeeded: 0, jobFailed: 1, unusableInput: 2, ownTrouble: 3 } as const;

export interface OnceOptions {
  pictures: string[];
  instruction: string | null;
  outDir: string;
  json: boolean;
  signal: AbortSignal;
  say: (line: string) => void;
  /** Boots the system, or names the one that runs. */
  system: () => Promise<System>;
}

/** More would push what happened out of sight. */
const maxAnswerLines = 20;

interface Picture {
  path: string;
  name: string;
  mediaType: 'image/png' | 'image/jpeg';
  bytes: Uint8Array;
}

/** Runs pictures through the system one after the other, leaves what came out in `outDir`, and returns the exit code. */
export async function runOnce(options: OnceOptions): Promise<number> {
  const pictures = await Promise.all(options.pictures.map(readPicture));
  await openFolder(options.outDir);
  const system = await options.system();
  try {
    const api = await ApiClient.signIn(system.url, options.signal);
    const all: Results[] = [];
    for (const picture of pictures) {
      // One picture's results lie in the folder itself; several get a folder each.
      const folder =
        pictures.length === 1 ? options.outDir : join(options.outDir, folderName(picture, all.length));
      all.push(await runPicture(api, picture, resolve(folder), options));
    }
    if (options.json) process.stdout.write(`${JSON.stringify(all.length === 1 ? all[0] : all, null, 2)}\n`);
    if (all.every(({ job }) => job.status === 'succeeded')) return exitCodes.succeeded;
    const unreadable = all.some(({ job }) => job.outcome === 'unreadable_image');
    return unreadable ? exitCodes.unusableInput : exitCodes.jobFailed;
  } finally {
    await system.stop();
  }
}

async function readPicture(path: string): Promise<Picture> {
  const unusable = (sentence: string) => new AppError('invalid_request', sentence);
  let bytes: Uint8Array;
  try {
    const facts = await stat(path);
    if (facts.isDirectory()) throw unusable(`${path} is a folder. Give the path of a PNG or JPEG picture.`);
    // A device or a pipe has no size and may never end.
    if (!facts.isFile()) throw unusable(`${path} is not a file. Give the path of a PNG or JPEG picture.`);
    if (facts.size > maxPictureBytes) {
      throw unusable(
        `${path} has ${facts.size} bytes; at most ${maxPictureBytes} (20 MB) are taken. Make it smaller.`,
      );
    }
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw unusable(`There is no file ${path}. Check the path of the picture.`);
    throw unusable(`${path} cannot be read (${code}). Check its permissions.`);
  }
  if (bytes.length === 0) throw unusable(`${path} is empty. Give a PNG or JPEG picture.`);
  const { kind, width, height } = sniffPicture(bytes);
  const isSized = width !== undefined && height !== undefined;
  const refusal = refusePictureKind(kind) ?? (isSized ? refusePictureSize(width, height) : null);
  if (refusal !== null) throw unusable(`${path}: ${refusal}`);
  return { path, name: basename(path), mediaType: kind === 'png' ? 'image/png' : 'image/jpeg', bytes };
}

function folderName(picture: Picture, index: number): string {
  return `${index + 1}-${
    parse(picture.name)
      .name.replace(/[^\w.-]+/g, '_')
      .slice(0, 60) || 'picture'
  }`;
}

async function runPicture(
  api: ApiClient,
  picture: Picture,
  folder: string,
  options: OnceOptions,
): Promise<Results> {
  const { say, signal } = options;
  say(`${picture.path}: uploading ${picture.bytes.length} bytes.`);
  const sha256 = createHash('sha256').update(picture.bytes).digest('hex');
  const fileId = await api.upload({ ...picture, sha256 }, signal);
  const job = await api.createJob({ fileId, instruction: options.instruction, name: picture.name }, signal);
  try {
    for await (const event of api.events(job.id, signal)) {
      const line = describeEvent(event);
      if (line !== null) say(`${picture.path}: ${line}`);
    }
  } catch (error) {
    if (signal.aborted) {
      say(`${picture.path}: cancelling.`);
      await api.cancel(job.id);
    }
    throw error;
  }
  const results = await api.results(job.id, signal);
  await openFolder(folder);
  const artifacts: Results['artifacts'] = [];
  const written: string[] = [];
  let answer = '';
  for (const { artifact, path: name } of resultPaths(results)) {
    const path = join(folder, name);
    await openFolder(dirname(path));
    const content = await api.download(artifact.url, signal);
    await save(path, content);
    // Of the shown attempt alone: those of others lie in folders of their own.
    if (name === 'answer.md') answer = new TextDecoder().decode(content);
    artifacts.push({ ...artifact, path });
    written.push(path);
  }
  const shown = resultAttempt(results);
  if (shown !== undefined) {
    const path = join(folder, 'code.py');
    await save(path, shown.code);
    written.push(path);
  }
  const { status, outcome, summary, error } = results.job;
  if (options.json) for (const path of written) say(`  ${path}`);
  else process.stdout.write(written.map((path) => `${path}\n`).join(''));
  const why = terminalLine(error?.message ?? summary ?? '');
  say(`${picture.path}: ${status}, ${outcome}. ${why}`.trim());
  for (const line of answerLines(answer)) say(`  ${line}`);
  return { ...results, artifacts };
}

/** An answer in words as a terminal may show it; the file has all of it. */
function answerLines(answer: string): string[] {
  const lines = answer
    .split('\n')
    .map((line) => terminalLine(line).trimEnd())
    .filter(Boolean);
  return lines.length > maxAnswerLines
    ? [...lines.slice(0, maxAnswerLines), '… (the rest is in answer.md)']
    : lines;
}

async function openFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

async function save(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

function unwritable(path: string, cause: unknown): AppError {
  const why = (cause as NodeJS.ErrnoException).code;
  const sentence = `Results cannot be written to ${path} (${why}). Choose another folder with --out.`;
  return new AppError('unavailable', sentence, { cause });
}
