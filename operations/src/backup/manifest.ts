import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What a backup holds, to compare with what a restore made of it. */
export const Manifest = z.object({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** How many of our migrations the database had. */
  migrations: z.number().int(),
  dump: z.object({ bytes: z.number().int(), sha256: Sha256 }),
  /** By names as `public.jobs`. */
  tables: z.record(z.string(), z.object({ rows: z.number().int(), sum: z.string() })),
  objects: z.array(
    z.object({
      key: z.string().regex(/^(inputs|thumbnails|jobs|bundles)\/[\w./-]+$/),
      bytes: z.number().int(),
      sha256: Sha256,
      mediaType: z.string(),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

export const dumpFile = 'database.dump';
const manifestFile = 'manifest.json';

/** Written last: a folder without one is a backup that did not come to its end. */
export const writeManifest = (directory: string, manifest: Manifest) =>
  writeFile(join(directory, manifestFile), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });

export async function readManifest(directory: string): Promise<Manifest> {
  const text = await readFile(join(directory, manifestFile), 'utf8').catch((cause) => {
    const sentence = `${directory} holds no whole backup: ${manifestFile} is not there. Name the folder that a backup made.`;
    throw new AppError('invalid_request', sentence, { cause });
  });
  const parsed = Manifest.safeParse(JSON.parse(text));
  if (!parsed.success)
    throw new AppError(
      'invalid_request',
      `${manifestFile} in ${directory} is not one of a backup of Snaprun.`,
    );
  return parsed.data;
}
