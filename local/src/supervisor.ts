import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { startTicks } from './data-directory.ts';

export interface Service {
  name: string;
  command: string;
  args: string[];
  env: Record<string, string>;
  stopSignal?: NodeJS.Signals;
  /** How long it may take to end before it is killed. */
  stopMs?: number;
}

export interface Supervisor {
  /** Starts a service; resolves when `ready` does. It is restarted with growing pauses whenever it ends. */
  start(service: Service, ready: (isAlive: () => boolean) => Promise<void>): Promise<void>;
  /** Ends every service, the last started first. */
  stop(): Promise<void>;
}

const firstPauseMs = 250;
const longestPauseMs = 15_000;
/** A service that lived this long starts again with the first pause. */
const healthyMs = 30_000;

export function createSupervisor(options: {
  logs: string;
  pids: string;
  say: (line: string) => void;
}): Supervisor {
  const { logs, pids, say } = options;
  const running: { service: Service; child: ChildProcess; ended: Promise<void>; retire: () => void }[] = [];
  let stopping = false;

  async function launch(service: Service): Promise<() => boolean> {
    let pauseMs = firstPauseMs;
    let timer: NodeJS.Timeout | undefined;
    const entry = { service } as (typeof running)[number];
    const run = async () => {
      const log = await open(join(logs, `${service.name}.log`), 'a', 0o600);
      const [command, args] = endsWithParent(service.command, service.args, service.stopSignal ?? 'SIGTERM');
      const startedAt = Date.now();
      const child = spawn(command, args, {
        env: service.env,
        stdio: ['ignore', log.fd, log.fd],
        // A group of its own: the terminal's Ctrl-C reaches us alone, and we end the services in order.
        detached: true,
      });
      await log.close();
      entry.child = child;
      entry.ended = new Promise((resolve) => {
        const gone = (why: string) => {
          resolve();
          if (stopping) return;
          if (Date.now() - startedAt > healthyMs) pauseMs = firstPauseMs;
          say(
            `${service.name} ended (${why}); starting it again in ${pauseMs / 1000} s. Its log: ${join(logs, service.name)}.log`,
          );
          timer = setTimeout(() => void run().catch((error) => gone(String(error))), pauseMs);
          pauseMs = Math.min(pauseMs * 2, longestPauseMs);
        };
        child.once('error', (error) => gone(error.message));
        child.once('exit', (code, signal) => gone(signal ?? `exit ${code}`));
      });
      if (child.pid !== undefined) {
        const ticks = (await startTicks(child.pid)) ?? '';
        await writeFile(join(pids, `${service.name}.pid`), `${child.pid} ${ticks}\n`);
      }
    };
    entry.retire = () => clearTimeout(timer);
    running.push(entry);
    await run();
    return () => entry.child.exitCode === null && entry.child.signalCode === null;
  }

  return {
    async start(service, ready) {
      if (stopping) throw new AppError('unavailable', 'Snaprun is stopping.');
      await ready(await launch(service));
    },
    async stop() {
      stopping = true;
      for (const { service, child, ended, retire } of running.reverse()) {
        retire();
        if (child.exitCode === null && child.signalCode === null) {
          child.kill(service.stopSignal ?? 'SIGTERM');
          const timer = setTimeout(() => child.kill('SIGKILL'), service.stopMs ?? 10_000);
          await ended;
          clearTimeout(timer);
        }
        await rm(join(pids, `${service.name}.pid`), { force: true });
      }
    },
  };
}

/** Ends what a start that was itself killed left behind, so that the next one finds the directory free. */
export async function endLeftovers(pids: string): Promise<void> {
  for (const name of await readdir(pids)) {
    const [pid = '', ticks] = (await readFile(join(pids, name), 'utf8')).trim().split(' ');
    if (ticks && (await startTicks(Number(pid))) === ticks) {
      process.kill(Number(pid), name.startsWith('postgres') ? 'SIGINT' : 'SIGKILL');
      const until = Date.now() + 10_000;
      while ((await startTicks(Number(pid))) === ticks && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    await rm(join(pids, name), { force: true });
  }
}

/** Where util-linux is there, the kernel ends the service when we are killed without a chance to do it. */
function endsWithParent(command: string, args: string[], signal: NodeJS.Signals): [string, string[]] {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
  if (setpriv === undefined) return [command, args];
  const wrapped = ['--pdeathsig', signal.slice('SIG'.length), '--', command, ...args];
  // Entering a user namespace clears the signal: there it is set inside.
  if (command !== 'unshare') return [setpriv, wrapped];
  const inner = args.indexOf('--') + 1;
  return [command, [...args.slice(0, inner), setpriv, ...wrapped.slice(0, 3), ...args.slice(inner)]];
}
