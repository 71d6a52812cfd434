import type { Execution } from '@snaprun/core/execution';
import { z } from 'zod';

const text = z.string().max(100);
const Ready = z.object({ python: text, packages: z.record(text, text) });

/** What a box says of itself before it is given a program: its Python and packages; undefined where it does not say. */
export function parseEnvironment(ready: Buffer, image: string | null): Execution['environment'] {
  try {
    const { python, packages } = Ready.parse(JSON.parse(ready.toString('utf8')));
    return { python, packages, image };
  } catch {
    return undefined; // a supervisor of an earlier image
  }
}
