import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '@snaprun/core/errors';
import type { Log } from '@snaprun/core/log';
import { z } from 'zod';
import { allowedModules, deniedModules, limitedModules } from './allowed-modules.ts';
import { type HostProcess, spawnHostProcess } from './host-process.ts';
import { banditSkipped } from './rules.ts';

const criticHost = fileURLToPath(new URL('./python/critic_host.py', import.meta.url));
const startTimeoutMs = 20_000;
/** A program at every cap takes 0.3 s; the rest is room for a machine with other work to do. */
const defaultRequestTimeoutMs = 10_000;
const maxBackoffMs = 10_000;

const Place = { rule: z.string().max(20), line: z.number().int().min(1), column: z.number().int().min(1) };
export const HostAnswer = z.object({
  policy: z.array(z.object({ ...Place, subject: z.string().max(200) })).max(400),
  bandit: z
    .array(
      z.object({
        ...Place,
        endLine: z.number().int().min(1),
        severity: z.enum(['UNDEFINED', 'LOW', 'MEDIUM', 'HIGH']),
        text: z.string().max(400),
        url: z.string().max(300),
      }),
    )
    .max(400),
  /** Checks of bandit that raised on this program. */
  failed: z.number().int(),
});
export type HostAnswer = z.infer<typeof HostAnswer>;

export interface PythonHost {
  /** What bandit and the policy say. Throws `unavailable` when the process dies twice and for every program. */
  check(code: string): Promise<HostAnswer>;
  /** The process that answers now; undefined while it is being replaced. */
  pid(): number | undefined;
  close(): Promise<void>;
}

export interface PythonHostOptions {
  python: string;
  log: Log;
  script?: string;
  requestTimeoutMs?: number;
}

/** Starts the Python process behind bandit and the policy and replaces it, with backoff, whenever it dies. */
export async function startPythonHost({
  python,
  log,
  script = criticHost,
  requestTimeoutMs = defaultRequestTimeoutMs,
}: PythonHostOptions): Promise<PythonHost> {
  const closing = new AbortController();
  let deaths = 0;
  let running: HostProcess | undefined;
  let current = launch(0);
  let turn: Promise<unknown> = Promise.resolve();

  async function launch(afterMs: number): Promise<HostProcess> {
    if (afterMs > 0) await delay(afterMs, undefined, { signal: closing.signal });
    const launched = spawnHostProcess(python, script, replace);
    running = launched;
    const config = { allowed: allowedModules, limited: limitedModules, denied: deniedModules };
    await launched.ask({ ...config, banditSkipped: banditSkipped.map((test) => test.rule) }, startTimeoutMs);
    return launched;
  }

  function replace() {
    running = undefined;
    if (closing.signal.aborted) return;
    deaths += 1;
    const backoffMs = Math.min(maxBackoffMs, 50 * 2 ** (deaths - 1));
    log.warn('critic host died', { deaths, backoffMs });
    current = launch(backoffMs);
    // Whoever checks next sees the failure; here it only must not count as unhandled.
    current.catch(() => undefined);
  }

  async function ask(code: string): Promise<HostAnswer> {
    const host = await current;
    const answer = HostAnswer.parse(await host.ask({ code }, requestTimeoutMs));
    deaths = 0;
    return answer;
  }

  async function checkNow(code: string): Promise<HostAnswer> {
    let cause: unknown;
    for (let attempt = 0; attempt < 2; attempt += 1) {
      closedCheck();
      try {
        return await ask(code);
      } catch (error) {
        cause = error;
      }
    }
    closedCheck();
    try {
      await ask('pass');
    } catch {
      throw new AppError(
        'unavailable',
        'The critic cannot check programs now; its Python process keeps dying.',
        {
          cause,
        },
      );
    }
    // The process is well, so it is this program that it cannot take, and what cannot be checked may not run.
    log.warn('critic host cannot take a program', { codeLength: code.length });
    return { policy: [{ rule: 'SNAP015', line: 1, column: 1, subject: '' }], bandit: [], failed: 0 };
  }

  function closedCheck() {
    if (closing.signal.aborted) throw new AppError('unavailable', 'The critic has been closed.');
  }

  const host: PythonHost = {
    check(code) {
      // One question at a time: a program that kills the process takes no other program's answer with it.
      const answer = turn.then(() => checkNow(code));
      turn = answer.catch(() => undefined);
      return answer;
    },
    pid: () => running?.pid,
    async close() {
      closing.abort();
      const last = running;
      last?.kill();
      await last?.exited;
      await current.catch(() => undefined);
    },
  };
  try {
    await current;
  } catch (cause) {
    await host.close();
    throw new AppError(
      'unavailable',
      `The critic cannot start: ${python} has to be a Python with bandit installed.`,
      {
        cause,
      },
    );
  }
  return host;
}
