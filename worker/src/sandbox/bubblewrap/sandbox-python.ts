import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';

/** The Python that programs run on: absolute paths on this machine. */
export const SandboxPython = z.object({
  version: z.string(),
  /** The interpreter itself, no link. */
  interpreter: z.string().startsWith('/'),
  /** Where its standard library lives (`<prefix>/lib`). */
  prefix: z.string().startsWith('/'),
  /** The locked packages. */
  libraries: z.string().startsWith('/'),
  /** matplotlib's font list, built in advance. */
  fontCache: z.string().startsWith('/').nullable(),
});
export type SandboxPython = z.infer<typeof SandboxPython>;

/** Reads what the builder of the environment wrote beside it; an `AppError` if it is not there. */
export async function readSandboxPython(folder: string): Promise<SandboxPython> {
  const file = join(folder, 'sandbox-python.json');
  try {
    return SandboxPython.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `${file} is missing or damaged; remove ${folder} and start again to build it.`,
      {
        cause,
      },
    );
  }
}
