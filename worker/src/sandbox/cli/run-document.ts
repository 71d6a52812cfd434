import { Execution } from '@snaprun/core/execution';
import { z } from 'zod';
import type { SandboxResult } from '../driver.ts';
import { mediaTypeOf } from '../output-files.ts';

/** What `--json` prints: the execution, what the program left in `/job/out`, what the run left on this machine. */
export const RunDocument = Execution.extend({
  files: z.array(
    z.object({
      name: z.string(),
      /** Its size; null where a file was skipped because nobody could look. */
      bytes: z.number().int().nonnegative().nullable(),
      mediaType: z.string(),
      /** Why it was not kept. */
      skipped: z.string().optional(),
    }),
  ),
  leftovers: z.array(z.string()),
});
export type RunDocument = z.infer<typeof RunDocument>;

export function runDocument({ execution, files, skipped }: SandboxResult, leftovers: string[]): RunDocument {
  return {
    ...execution,
    files: [
      ...files.map(({ name, bytes, mediaType }) => ({ name, bytes: bytes.length, mediaType })),
      ...skipped.map(({ name, reason, bytes }) => ({
        name,
        bytes,
        mediaType: mediaTypeOf(name),
        skipped: reason,
      })),
    ],
    leftovers,
  };
}
