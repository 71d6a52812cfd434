import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { endsWithParent } from '../supervisor.ts';

export interface WorkerProcess {
  pid: number;
  /** The id it has in Postgres; known once it is ready. */
  workerId: string;
  /** Resolves with its end. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; at: number }>;
  isAlive(): boolean;
  kill(signal: NodeJS.Signals): void;
}

/** Starts a worker and resolves when it takes jobs; what it says goes to the file `log`. */
export function startWorkerProcess(
  [first = '', ...rest]: readonly string[],
  env: Record<string, string>,
  log: string,
): Promise<WorkerProcess> {
  const [command, args] = endsWithParent(first, rest, 'SIGKILL');
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  const file = createWriteStream(log, { flags: 'a' });
  const ended = new Promise<Awaited<WorkerProcess['ended']>>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal, at: Date.now() }));
  });
  return new Promise((resolve, reject) => {
    ended.then(({ code, signal }) => reject(new Error(`A worker ended (${signal ?? code}); see ${log}.`)));
    child.once('error', reject);
    let line = '';
    const isReady = (chunk: Buffer) => {
      line += chunk.toString('utf8');
      const ready = /^.*worker is ready.*$/m.exec(line)?.[0];
      if (ready === undefined) return;
      child.stderr.off('data', isReady);
      const { workerId } = JSON.parse(ready) as { workerId: string };
      resolve(describe(child, workerId, ended));
    };
    child.stderr.on('data', isReady);
    child.stderr.pipe(file, { end: false });
  });
}

function describe(child: ChildProcess, workerId: string, ended: WorkerProcess['ended']): WorkerProcess {
  return {
    pid: child.pid ?? 0,
    workerId,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    kill: (signal) => void child.kill(signal),
  };
}
