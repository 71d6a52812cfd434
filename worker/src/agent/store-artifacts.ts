import { createHash } from 'node:crypto';
import { newId } from '@snaprun/core/ids';
import { objectKeys } from '@snaprun/core/object-keys';
import { files } from '@snaprun/core/schema/files';
import { eq, inArray } from 'drizzle-orm';
import { reach } from '../failpoints.ts';
import { reencodeFigure } from '../image/reencode-figure.ts';
import { parseCsv } from '../judge/parse-csv.ts';
import type { SandboxFile } from '../sandbox/driver.ts';
import type { AgentRun } from './agent-run.ts';
import type { StoredOutput } from './state.ts';

/**
 * Stores what a program wrote: uploads side by side, then a row and an event for each file, in their order. PNG figures
 * are re-encoded, and one that cannot be decoded is left out.
 *
 * After a crash files of the same name keep their ids, and those that are no more are taken away.
 */
export async function storeArtifacts(run: AgentRun, attemptId: string, written: readonly SandboxFile[]) {
  const { db } = run.deps;
  const before = await db
    .select({ id: files.id, name: files.name })
    .from(files)
    .where(eq(files.attemptId, attemptId));
  const idOf = new Map(before.map(({ id, name }) => [name, id]));
  const uploads = await Promise.all(
    uniquelyNamed(written).map((file) => upload(run, attemptId, idOf.get(file.name) ?? newId('file'), file)),
  );
  const outputs: StoredOutput[] = [];
  for (const uploaded of uploads) if (uploaded) outputs.push(await announce(run, attemptId, uploaded));
  const gone = before.map(({ id }) => id).filter((id) => !outputs.some(({ fileId }) => fileId === id));
  if (gone.length > 0) await run.record.receipt((tx) => tx.delete(files).where(inArray(files.id, gone)));
  const csv = written.find(({ name }) => name === 'data.csv');
  return { outputs, data: csv ? parseCsv(new TextDecoder().decode(csv.bytes)) : null };
}

/** Stores one file; null when it is a picture that nobody can see. */
export async function storeArtifact(
  run: AgentRun,
  attemptId: string,
  fileId: string,
  file: SandboxFile,
): Promise<StoredOutput | null> {
  const uploaded = await upload(run, attemptId, fileId, file);
  return uploaded && announce(run, attemptId, uploaded);
}

type Uploaded = NonNullable<Awaited<ReturnType<typeof upload>>>;

async function upload(
  run: AgentRun,
  attemptId: string,
  fileId: string,
  { name, bytes, mediaType }: SandboxFile,
) {
  const { job, deps, signal } = run;
  let content = bytes;
  let size: { width: number | null; height: number | null } = { width: null, height: null };
  let blank: boolean | null = null;
  let writtenSha256: string | null = null;
  if (mediaType === 'image/png' || mediaType === 'image/jpeg') {
    const figure = await reencodeFigure(bytes);
    if (!figure.ok) {
      run.log.warn('a figure could not be decoded', { attemptId, bytes: bytes.length });
      return null;
    }
    writtenSha256 = createHash('sha256').update(bytes).digest('hex');
    content = figure.png;
    size = { width: figure.width, height: figure.height };
    blank = figure.isBlank;
  }
  const type = blank === null ? mediaType : 'image/png';
  const sha256 = createHash('sha256').update(content).digest('hex');
  const key = objectKeys.artifact(job.id, job.epoch, fileId);
  reach('before-artifact');
  await deps.storage.write(key, content, type, signal);
  reach('after-artifact');
  return {
    fileId,
    key,
    blank,
    writtenSha256,
    facts: { name, mediaType: type, bytes: content.length, sha256, ...size },
  };
}

async function announce(
  run: AgentRun,
  attemptId: string,
  { fileId, key, blank, writtenSha256, facts }: Uploaded,
): Promise<StoredOutput> {
  const { job } = run;
  const row = { ...facts, writtenSha256, objectKey: key, state: 'ready' as const, jobId: job.id, attemptId };
  await run.record.event(
    { type: 'artifact.stored', data: { artifact: { id: fileId, attemptId, ...facts } } },
    (tx) =>
      tx
        .insert(files)
        .values({ id: fileId, userId: job.userId, role: 'artifact', ...row })
        .onConflictDoUpdate({ target: files.id, set: row }),
  );
  const { name, mediaType, bytes } = facts;
  return { fileId, name, mediaType, bytes, blank };
}

/** The sandbox gives safe base names; here none occurs twice, `fidelity.json` stays the judge's, and all are short. */
function uniquelyNamed(written: readonly SandboxFile[]): SandboxFile[] {
  const taken = new Set(['fidelity.json']);
  return written.map((file) => {
    // A picture is kept as PNG, whatever it came as.
    const kept = file.mediaType === 'image/jpeg' ? `${file.name.replace(/\.jpe?g$/i, '')}.png` : file.name;
    const safe =
      kept
        // Cut first: half of a character that is left of a cut is replaced like any other odd one.
        .slice(-100)
        .replace(/[^\p{L}\p{N}._ -]/gu, '_')
        .replace(/^\.+/, '_') || 'file';
    let name = safe;
    for (let i = 2; taken.has(name.toLowerCase()); i += 1) name = `${i}-${safe}`;
    taken.add(name.toLowerCase());
    return { ...file, name };
  });
}
