import { getJob } from '@snaprun/core/jobs';
import { attempts } from '@snaprun/core/schema/attempts';
import { type File, files } from '@snaprun/core/schema/files';
import type { Job } from '@snaprun/core/schema/jobs';
import { formatPatch, structuredPatch } from 'diff';
import { and, asc, eq } from 'drizzle-orm';
import { diffData } from './data-diff.ts';
import type { AppDeps } from './deps.ts';
import type { JobDiff } from './shapes/job-diff.ts';

type Deps = Pick<AppDeps, 'db' | 'storage'>;

const mostDataBytes = 256 * 1024;
/** Beyond this the search for common lines takes longer than anybody waits. */
const mostEdits = 4_000;

/** How the result of one job differs from another's: program, numbers, figures and files of the chosen attempts. */
export async function jobDiff(deps: Deps, userId: string, fromId: string, toId: string): Promise<JobDiff> {
  const [from, to] = [await getJob(deps.db, userId, fromId), await getJob(deps.db, userId, toId)];
  const [before, after] = [await resultOf(deps, from), await resultOf(deps, to)];
  const compared = compareFiles(before.files, after.files);
  return {
    from: fromId,
    to: toId,
    code: before.code === null || after.code === null ? null : diffCode(before.code, after.code),
    data: before.data === null || after.data === null ? null : diffData(before.data, after.data),
    figures: compared.filter(({ isFigure }) => isFigure).map(withoutKind),
    files: compared.filter(({ isFigure }) => !isFigure).map(withoutKind),
  };
}

interface Result {
  code: string | null;
  files: File[];
  data: string | null;
}

/** The attempt that the outcome is about, or the last one. */
async function resultOf({ db, storage }: Deps, job: Job): Promise<Result> {
  const tried = await db.select().from(attempts).where(eq(attempts.jobId, job.id)).orderBy(asc(attempts.n));
  const attempt = tried.find(({ id }) => id === job.attemptId) ?? tried.at(-1);
  if (attempt === undefined) return { code: null, files: [], data: null };
  const stored = await db
    .select()
    .from(files)
    .where(and(eq(files.attemptId, attempt.id), eq(files.role, 'artifact'), eq(files.state, 'ready')))
    .orderBy(asc(files.name));
  const table = stored.find(({ name }) => name === 'data.csv');
  const bytes =
    table === undefined || table.bytes > mostDataBytes
      ? null
      : await storage.read(table.objectKey, mostDataBytes);
  return { code: attempt.code, files: stored, data: bytes === null ? null : new TextDecoder().decode(bytes) };
}

function diffCode(from: string, to: string): NonNullable<JobDiff['code']> {
  if (from === to) return { added: 0, removed: 0, patch: '' };
  const names = ['before.py', 'after.py'] as const;
  const patch = structuredPatch(...names, from, to, undefined, undefined, { maxEditLength: mostEdits });
  // Programs that have hardly a line in common: all of one goes, all of the other comes.
  if (patch === undefined) return { added: linesOf(to), removed: linesOf(from), patch: '' };
  const lines = patch.hunks.flatMap((hunk) => hunk.lines);
  const count = (mark: string) => lines.filter((line) => line.startsWith(mark)).length;
  return { added: count('+'), removed: count('-'), patch: formatPatch(patch) };
}

function linesOf(code: string): number {
  return code.split('\n').length;
}

function compareFiles(from: readonly File[], to: readonly File[]) {
  const names = [...new Set([...from, ...to].map(({ name }) => name))].sort();
  return names.map((name) => {
    const [before, after] = [from, to].map((side) => side.find((file) => file.name === name));
    return {
      name,
      from: sideOf(before),
      to: sideOf(after),
      same: before !== undefined && before.sha256 === after?.sha256,
      isFigure: (before ?? after)?.mediaType === 'image/png',
    };
  });
}

function sideOf(file: File | undefined): { bytes: number; sha256: string } | null {
  return file === undefined ? null : { bytes: file.bytes, sha256: file.sha256 };
}

function withoutKind<T extends { isFigure: boolean }>({ isFigure: _, ...rest }: T): Omit<T, 'isFigure'> {
  return rest;
}
