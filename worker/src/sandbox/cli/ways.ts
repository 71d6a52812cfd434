import { AppError } from '@snaprun/core/errors';
import type { SandboxDriver } from '../driver.ts';
import type { DriverChoice } from './arguments.ts';

/** One way to isolate a program; `runtime` is docker's. */
export interface Way {
  driver: 'bubblewrap' | 'docker';
  runtime: 'runc' | 'runsc' | null;
}

const all: readonly Way[] = [
  { driver: 'docker', runtime: 'runsc' },
  { driver: 'docker', runtime: 'runc' },
  { driver: 'bubblewrap', runtime: null },
];

export interface WaysHere {
  ways: Way[];
  missing: { way: Way; why: string }[];
}

/** `docker/runsc`, `bubblewrap`. */
export function nameOf({ driver, runtime }: Way): string {
  return runtime === null ? driver : `${driver}/${runtime}`;
}

/** The ways among those asked for that work on this machine, found by opening each; and why the others do not. */
export async function waysHere(
  choice: DriverChoice,
  open: (way: Way, pool: number) => Promise<SandboxDriver>,
): Promise<WaysHere> {
  const here: WaysHere = { ways: [], missing: [] };
  for (const way of all) {
    if (choice.driver !== 'auto' && choice.driver !== way.driver) continue;
    if (way.runtime !== null && choice.runtime !== null && choice.runtime !== way.runtime) continue;
    try {
      const driver = await open(way, 0);
      await driver.close();
      here.ways.push(way);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      here.missing.push({ way, why: error.message });
    }
  }
  if (here.ways.length === 0)
    throw new AppError('unavailable', here.missing.map(({ why }) => why).join('\n'));
  return here;
}
