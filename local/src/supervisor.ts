import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { startTicks } from './data-directory.ts';
import { terminate } from './end-children.ts';

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
  /** The processes that run now. */
  pids(): number[];
  /** Ends every service, the last started first. */
  stop(): Promise<void>;
}

const firstPauseMs = 250;
const longestPauseMs = 15_000;
/** A log that is larger when its service starts is put aside, in the place of the one before. */
const maxLogBytes = 10_000_000;
/** A service that lived this long starts again with the first pause. */
const healthyMs = 30_000;

interface Entry {
  service: Service;
  /** Null before the first launch and where nothing was launched any more. */
  child: ChildProcess | null;
  /** Settles when the launch that is under way is done. */
  launching: Promise<void>;
  ended: Promise<void>;
  retire: () => void;
}

export function createSupervisor(options: {
  logs: string;
  pids: string;
  say: (line: string) => void;
}): Supervisor {
  const { logs, pids, say } = options;
  const running: Entry[] = [];
  let stopping = false;

  async function launch(service: Service): Promise<() => boolean> {
    let pauseMs = firstPauseMs;
    let timer: NodeJS.Timeout | undefined;
    const entry: Entry = {
      service,
      child: null,
      launching: Promise.resolve(),
      ended: Promise.resolve(),
      retire: () => clearTimeout(timer),
    };
    const run = async () => {
      const logFile = join(logs, `${service.name}.log`);
      await putAside(logFile);
      const log = await open(logFile, 'a', 0o600);
      // A stop that began meanwhile waits for this launch and must find it without a child.
      if (stopping) {
        entry.child = null;
        return log.close();
      }
      const [command, args] = endsWithParent(service.command, service.args, service.stopSignal ?? 'SIGTERM');
      const startedAt = Date.now();
      const child = spawn(command, args, {
        env: service.env,
        stdio: ['ignore', log.fd, log.fd],
        // A group of its own: the terminal's Ctrl-C reaches us alone, and we end the services in order.
        detached: true,
      });
      entry.child = child;
      entry.ended = new Promise((resolve) => {
        const gone = (why: string) => {
          resolve();
          if (stopping) return;
          if (Date.now() - startedAt > healthyMs) pauseMs = firstPauseMs;
          say(
            `${service.name} ended (${why}); starting it again in ${pauseMs / 1000} s. Its log: ${logFile}`,
          );
          timer = setTimeout(() => {
            entry.launching = run().catch((error) => gone(String(error)));
          }, pauseMs);
          pauseMs = Math.min(pauseMs * 2, longestPauseMs);
        };
        child.once('error', (error) => gone(error.message));
        child.once('exit', (code, signal) => gone(signal ?? `exit ${code}`));
      });
      // Only now: a program that ends at once would be missed while this is waited for.
      await log.close();
      if (child.pid !== undefined) {
        const ticks = (await startTicks(child.pid)) ?? '';
        await writeFile(join(pids, `${service.name}.pid`), `${child.pid} ${ticks}\n`);
      }
    };
    running.push(entry);
    const launched = run();
    entry.launching = launched.catch(() => undefined); // the caller below is told
    await launched;
    return () => lives(entry.child);
  }

  return {
    async start(service, ready) {
      if (stopping) throw new AppError('unavailable', 'Snaprun is stopping.');
      await ready(await launch(service));
    },
    pids: () => running.flatMap(({ child }) => (lives(child) ? (child?.pid ?? []) : [])),
    async stop() {
      stopping = true;
      for (const entry of running.toReversed()) {
        const { service } = entry;
        entry.retire();
        await entry.launching;
        if (lives(entry.child)) {
          entry.child?.kill(service.stopSignal ?? 'SIGTERM');
          const timer = setTimeout(() => entry.child?.kill('SIGKILL'), service.stopMs ?? 10_000);
          await entry.ended;
          clearTimeout(timer);
        }
        await rm(join(pids, `${service.name}.pid`), { force: true });
      }
    },
  };
}

function lives(child: ChildProcess | null): boolean {
  return child !== null && child.exitCode === null && child.signalCode === null;
}

async function putAside(log: string): Promise<void> {
  const size = await stat(log).then(
    (facts) => facts.size,
    () => 0, // the first start of this service
  );
  if (size > maxLogBytes) await rename(log, `${log}.1`);
}

/** Ends what a start that was itself killed left behind, so that the next one finds the directory free. */
export async function endLeftovers(pids: string): Promise<void> {
  for (const name of await readdir(pids)) {
    const [pid = '', ticks] = (await readFile(join(pids, name), 'utf8')).trim().split(' ');
    if (ticks && (await startTicks(Number(pid))) === ticks) {
      terminate(Number(pid), name.startsWith('postgres') ? 'SIGINT' : 'SIGKILL');
      const until = Date.now() + 10_000;
      while ((await startTicks(Number(pid))) === ticks && Date.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    await rm(join(pids, name), { force: true });
  }
}

/** Where util-linux is there, the kernel ends the service when we are killed without a chance to do it. */
export function endsWithParent(command: string, args: string[], signal: NodeJS.Signals): [string, string[]] {
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));
  if (setpriv === undefined) return [command, args];
  const wrapped = ['--pdeathsig', signal.slice('SIG'.length), '--', command, ...args];
  // Entering a user namespace clears the signal: there it is set inside.
  if (command !== 'unshare') return [setpriv, wrapped];
  const inner = args.indexOf('--') + 1;
  return [command, [...args.slice(0, inner), setpriv, ...wrapped.slice(0, 3), ...args.slice(inner)]];
}
