import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { availableParallelism, release } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SandboxLimits } from '@snaprun/core/execution';
import type { Log } from '@snaprun/core/log';
import type { Box } from '../box.ts';
import type { SandboxDriver } from '../driver.ts';
import { defaultLimits, limitsOf } from '../limits.ts';
import { createPool } from '../pool.ts';
import { runInSlot } from '../run-in-slot.ts';
import { createRunSlots } from '../run-slots.ts';
import { readableInSandbox } from './binds.ts';
import { asUid, type Command, isolated, supervisor } from './command.ts';
import { complaintOf, isolationForbidden } from './probe.ts';
import type { SandboxPython } from './sandbox-python.ts';
import { startBox } from './start-box.ts';
import { isRealRoot, unusedUid } from './unused-uid.ts';

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

  const wrap = (command: Command, steppingAside: boolean): Command => {
    const inner = isolated(bwrap, readable, command);
    const uid = steppingAside ? unusedUid() : null;
    return uid === null ? inner : asUid(uid, readable, python, stepDown, inner);
  };
  const steppingAside = await chooseWay(python, wrap, log);
  const isRoot = process.getuid?.() === 0;
  const countsProcesses = steppingAside || (!isRoot && kernelAtLeast(5, 14));
  const allowed = { ...defaultLimits, processes: countsProcesses ? defaultLimits.processes : 0 };
  const inForce = limitsInForce(allowed);
  const { stdout } = await promisify(execFile)(bwrap, ['--version']);
  const runtime = stdout.trim().replace('bubblewrap', 'bwrap');
  log.info('The sandbox is ready.', { driver: 'bubblewrap', runtime, python: python.version, steppingAside });

  const start = (isWarm: boolean): Box => startBox(wrap(supervisor(python, isWarm), steppingAside));
  const slots = createRunSlots();
  const pool = createPool({ start, target, log });

  return {
    name: 'bubblewrap',
    runtime,
    limits: () => inForce,
    run(job, signal) {
      const limits = limitsOf(job, allowed);
      const settings = { driver: 'bubblewrap', runtime, limits, inForce: limitsInForce(limits) };
      return runInSlot(slots, pool, job, settings, signal);
    },
    poolSize: () => pool.size(),
    close: () => pool.close(),
  };
}

/**
 * Whether to step aside to another uid first, which only root can, and the machine's root must; throws where
 * that, or isolation at all, does not work.
 */
async function chooseWay(
  python: SandboxPython,
  wrap: (command: Command, steppingAside: boolean) => Command,
  log: Log,
): Promise<boolean> {
  const nothing: Command = [python.interpreter, '-S', '-B', '-c', 'import runner.frames, numpy'];
  if (process.getuid?.() === 0 && unusedUid() !== null) {
    const complaint = await complaintOf(wrap(nothing, true));
    if (complaint === null) return true;
    if (isRealRoot()) throw isolationForbidden(complaint);
    log.warn('Programs will share the uid of this container: stepping aside to another failed.', {
      complaint,
    });
  }
  const complaint = await complaintOf(wrap(nothing, false));
  if (complaint !== null) throw isolationForbidden(complaint);
  return false;
}

function limitsInForce(limits: ReturnType<typeof limitsOf>): SandboxLimits {
  const isPinned = availableParallelism() > limits.cpus;
  return {
    wallMs: limits.wallMs,
    cpus: isPinned ? null : limits.cpus,
    memoryBytes: limits.memoryBytes,
    processes: limits.processes || null,
    outputBytes: limits.outputBytes,
    fileBytes: limits.fileBytes,
    notEnforced: [
      'System calls are not filtered: programs talk to the kernel of this machine.',
      'The memory of several processes together is watched 20 times a second, not held by the kernel: a burst may pass the limit for a moment.',
      ...(isPinned ? [`Programs are pinned to ${limits.cpus} CPUs, which a program can undo.`] : []),
      ...(limits.processes ? [] : ['The number of processes is not limited here.']),
    ],
  };
}

function kernelAtLeast(major: number, minor: number): boolean {
  const [ours = 0, ourMinor = 0] = release().split('.').map(Number);
  return ours > major || (ours === major && ourMinor >= minor);
}
