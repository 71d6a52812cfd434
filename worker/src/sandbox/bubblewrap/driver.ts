import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Log } from '@snaprun/core/log';
import type { Box } from '../box.ts';
import type { SandboxDriver } from '../driver.ts';
import { defaultLimits, limitsOf } from '../limits.ts';
import { createPool } from '../pool.ts';
import { runInSlot } from '../run-in-slot.ts';
import { createRunSlots } from '../run-slots.ts';
import { readableInSandbox } from './binds.ts';
import { chooseWays, type Wrap } from './choose-ways.ts';
import { asUid, type Command, isolated, supervisor } from './command.ts';
import { describeWays, limitsInForce } from './limits-in-force.ts';
import type { SandboxPython } from './sandbox-python.ts';
import { failedBox, startBox } from './start-box.ts';
import { unusedUid } from './unused-uid.ts';

export interface BubblewrapOptions {
  /** Path of the `bwrap` program, 0.8 or newer. */
  bwrap: string;
  python: SandboxPython;
  /** The folder of the supervisor (`sandbox/runner`). */
  runnerDir: string;
  log: Log;
  /** How many boxes to keep started with the heavy libraries imported; 60 MB each. */
  pool?: number;
}

/**
 * The embedded driver: each program in a bubblewrap of its own.
 *
 * Tries the isolation first and throws an `AppError` that says what to do where the machine forbids it;
 * a program is never run without.
 */
export async function createBubblewrapDriver(options: BubblewrapOptions): Promise<SandboxDriver> {
  const { python, log, pool: target = 2 } = options;
  const bwrap = realpathSync(options.bwrap);
  const runnerDir = realpathSync(options.runnerDir);
  const readable = readableInSandbox(python, runnerDir);
  const stepDown = join(runnerDir, 'step_down.py');

  const wrap: Wrap = (command, { stepsAside, isFiltered }) => {
    const inner = isolated(bwrap, readable, command, isFiltered);
    const uid = stepsAside ? unusedUid() : null;
    return uid === null ? inner : asUid(uid, readable, python, stepDown, inner);
  };
  const trial: Command = [python.interpreter, '-S', '-B', '-c', 'import runner.frames, numpy'];
  const ways = await chooseWays(trial, wrap, log);
  const { stepsAside, filter, groups, countsProcesses } = ways;
  const allowed = { ...defaultLimits, processes: countsProcesses ? defaultLimits.processes : 0 };
  const inForce = limitsInForce(allowed, ways);
  const { stdout } = await promisify(execFile)(bwrap, ['--version']);
  const runtime = stdout.trim().replace('bubblewrap', 'bwrap');
  const slots = createRunSlots();
  log.info('The sandbox is ready.', {
    driver: 'bubblewrap',
    runtime,
    python: python.version,
    ...describeWays(ways),
    atOnce: slots.count,
    pool: target,
  });

  const start = (isWarm: boolean): Box => {
    const command = wrap(supervisor(python, isWarm), { stepsAside, isFiltered: filter !== null });
    try {
      return startBox(command, filter, groups?.create() ?? null);
    } catch (error) {
      return failedBox(error instanceof Error ? error.message : String(error));
    }
  };
  const pool = createPool({ start, target, log });

  return {
    name: 'bubblewrap',
    runtime,
    limits: () => inForce,
    run(job, signal) {
      const limits = limitsOf(job, allowed);
      const settings = { driver: 'bubblewrap', runtime, limits, inForce: limitsInForce(limits, ways) };
      return runInSlot(slots, pool, job, settings, signal);
    },
    poolSize: () => pool.size(),
    close: () => pool.close(),
  };
}
