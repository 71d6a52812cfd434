import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';
import { Case } from './case.ts';

const Settings = z.object({
  set: z.string(),
  seed: z.number(),
  models: z.string(),
  generatorVersion: z.number(),
});
export type RunSettings = z.infer<typeof Settings>;

/** Where a run keeps its pictures and what came of each, so that it can go on after it was stopped. */
export interface OutputFolder {
  path: string;
  /** What came of a picture in an earlier try; null when it was not run. */
  find(id: string): Promise<Case | null>;
  keep(facts: Case): Promise<void>;
  write(name: string, content: string | Uint8Array): Promise<void>;
  /** Null when there is no such file. */
  read(name: string): Promise<Uint8Array | null>;
}

/** Throws when the folder holds a run with other settings: their results must not be mixed. */
export async function openOutputFolder(path: string, settings: RunSettings): Promise<OutputFolder> {
  for (const folder of ['cases', 'pictures', 'figures']) await mkdir(join(path, folder), { recursive: true });
  const folder: OutputFolder = {
    path,
    async find(id) {
      const bytes = await folder.read(`cases/${id}.json`);
      return bytes && Case.parse(JSON.parse(new TextDecoder().decode(bytes)));
    },
    keep: (facts) => folder.write(`cases/${facts.id}.json`, `${JSON.stringify(facts)}\n`),
    async write(name, content) {
      // Whole or not at all: a run may be stopped at any moment.
      await writeFile(join(path, `${name}.new`), content);
      await rename(join(path, `${name}.new`), join(path, name));
    },
    async read(name) {
      try {
        return await readFile(join(path, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
        throw error;
      }
    },
  };
  const before = await folder.read('run.json');
  if (before !== null) {
    const found = Settings.partial().parse(JSON.parse(new TextDecoder().decode(before)));
    if (!isDeepStrictEqual(found, settings))
      throw new AppError(
        'invalid_request',
        `${path} holds another run (${describe(found)}); this one is ${describe(settings)}. Choose another folder with --out.`,
      );
  }
  await folder.write('run.json', `${JSON.stringify(settings)}\n`);
  return folder;
}

function describe({ set, seed, models, generatorVersion }: Partial<RunSettings>): string {
  return `set ${set}, seed ${seed}, generator ${generatorVersion}, ${models}`;
}
