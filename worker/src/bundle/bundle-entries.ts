import { createHash } from 'node:crypto';
import { maxPictureBytes } from '@snaprun/core/picture-header';
import type { Attempt } from '@snaprun/core/schema/attempts';
import type { File } from '@snaprun/core/schema/files';
import type { Storage } from '@snaprun/core/storage';
import { decodePicture } from '../image/decode-picture.ts';
import { preparePicture } from '../image/prepare-picture.ts';
import { createEntryNames } from './entry-names.ts';
import type { JobRecord } from './job-record.ts';
import { largestShown, notebookOf, type Shown } from './notebook.ts';
import { readmeOf } from './readme.ts';
import { readLock, rerunFiles } from './rerun-files.ts';
import { type Versions, versionsOf } from './versions.ts';
import type { ZipEntry } from './write-zip.ts';

/** No file of a program is larger; the picture that programs see may be. */
const largestBytes = 64_000_000;
/** The judge's own file: no program wrote it. */
const judged = 'fidelity.json';

/** Everything of a job as the files of its bundle, in one order, one at a time; the last one has the hashes of all others. */
export async function* bundleEntries(record: JobRecord, storage: Storage): AsyncGenerator<ZipEntry> {
  const lock = await readLock();
  const sums: string[] = [];
  for await (const entry of allEntries(record, versionsOf(record, lock), lock, storage)) {
    sums.push(`${createHash('sha256').update(entry.content).digest('hex')}  ${entry.path}\n`);
    // One folder, so that unpacking litters nothing.
    yield { ...entry, path: `${record.job.id}/${entry.path}` };
  }
  yield { path: `${record.job.id}/SHA256SUMS`, content: Buffer.from(sums.join('')) };
}

async function* allEntries(
  record: JobRecord,
  versions: Versions,
  lock: Uint8Array,
  storage: Storage,
): AsyncGenerator<ZipEntry> {
  const { job, input, chosen, attempts, artifacts, reading } = record;
  const missing: string[] = [];
  const present = function* (path: string, content: Uint8Array | null): Generator<ZipEntry> {
    if (content === null) missing.push(path);
    else yield { path, content };
  };
  const stored = async function* (path: string, key: string, most: number): AsyncGenerator<ZipEntry> {
    yield* present(path, await storage.read(key, most));
  };

  const extension = input.mediaType === 'image/jpeg' ? 'jpg' : 'png';
  const original = await storage.read(input.objectKey, maxPictureBytes);
  yield* present(`input/original.${extension}`, original);
  if (chosen !== null)
    yield* present('input/input.png', original === null ? null : await asProgramsSeeIt(original));
  if (job.instruction !== null) yield text('instruction.txt', `${job.instruction}\n`);
  if (reading !== null) yield json('reading.json', reading.spec);

  const name = createEntryNames();
  const results = artifacts
    .filter((file) => file.attemptId === chosen?.id && file.name !== judged)
    .map((file) => ({ file, name: name(file.name) }));
  const pictures: Shown[] = [];
  for (const result of results)
    for await (const entry of stored(`results/${result.name}`, result.file.objectKey, largestBytes)) {
      if (result.file.mediaType === 'image/png' && entry.content.length <= largestShown)
        pictures.push({ name: result.name, png: entry.content });
      yield entry;
    }

  for (const attempt of attempts) yield* attemptEntries(attempt);
  const others = artifacts.filter((file) => file.attemptId !== chosen?.id && file.name !== judged);
  for (const [file, path] of otherPaths(others, attempts)) yield* stored(path, file.objectKey, largestBytes);

  if (chosen !== null) {
    yield text('program.py', chosen.code);
    yield json('findings.json', [...(reading?.findings ?? []), ...(chosen.critic?.findings ?? [])]);
    yield text('notebook.ipynb', notebookOf(record, pictures));
    yield json('manifest.json', manifestOf(chosen, results));
    yield* rerunFiles(versions);
    yield { path: 'requirements.lock', content: lock };
  }
  yield json('fidelity.json', job.fidelity);
  yield json('receipt.json', job.receipt);
  yield json('versions.json', versions);
  yield text('README.md', readmeOf(record, versions, missing));
}

function* attemptEntries({ n, origin, code, critic, execution, createdAt }: Attempt): Generator<ZipEntry> {
  const folder = `attempts/${n}`;
  yield text(`${folder}/program.py`, code);
  const { stdout = null, stderr = null, ...ran } = execution ?? {};
  yield json(`${folder}/attempt.json`, { n, origin, createdAt, critic, execution: execution && ran });
  if (stdout !== null) yield text(`${folder}/stdout.txt`, stdout);
  if (stderr !== null) yield text(`${folder}/stderr.txt`, stderr);
}

/** Where the files of the attempts that were not chosen lie. */
function* otherPaths(files: readonly File[], attempts: readonly Attempt[]): Generator<[File, string]> {
  for (const { id, n } of attempts) {
    const name = createEntryNames();
    for (const file of files)
      if (file.attemptId === id) yield [file, `attempts/${n}/outputs/${name(file.name)}`];
  }
}

/** What a second run must give: the hashes of what the program wrote, before any figure was made anew. */
function manifestOf({ n }: Attempt, results: readonly { file: File; name: string }[]) {
  return {
    format: 1,
    attempt: n,
    results: results.map(({ file, name }) => ({
      name,
      bytes: file.bytes,
      sha256: file.sha256,
      writtenSha256: file.writtenSha256 ?? file.sha256,
    })),
  };
}

/** The picture as programs see it, made anew as it was made for them; null where it cannot be. */
async function asProgramsSeeIt(original: Uint8Array): Promise<Uint8Array | null> {
  const decoded = await decodePicture(original);
  return decoded.ok ? (await preparePicture(decoded)).input.png : null;
}

const text = (path: string, content: string): ZipEntry => ({ path, content: Buffer.from(content) });
const json = (path: string, value: unknown): ZipEntry => text(path, `${JSON.stringify(value, null, 2)}\n`);
