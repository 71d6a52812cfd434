import { existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { dirname, resolve } from 'node:path';
import { type Check, ok, weaker, wrong } from './check.ts';

const gigabyte = 1e9;

/** Memory: a worker with two sandboxes of 2 GB, Postgres and the rest. */
export function memoryCheck(bytes: number = totalmem()): Check {
  const says = `${(bytes / gigabyte).toFixed(1)} GB`;
  if (bytes >= 7.5 * gigabyte) return ok('memory', says);
  return weaker('memory', `${says}; two programs at once may take 4 GB`, 'add memory, or set WORKER_SLOTS=1');
}

/** Room where the data is kept; a system without any loses jobs. */
export function discCheck(dataDir: string, freeBytes: number = freeAt(dataDir)): Check {
  const says = `${(freeBytes / gigabyte).toFixed(1)} GB free at ${dataDir}`;
  if (freeBytes < 1 * gigabyte) return wrong('disc', says, 'free some, or choose another folder with --data');
  if (freeBytes < 10 * gigabyte) return weaker('disc', says, 'have 10 GB free');
  return ok('disc', says);
}

function freeAt(path: string): number {
  let at = resolve(path);
  while (!existsSync(at) && dirname(at) !== at) at = dirname(at);
  const { bavail, bsize } = statfsSync(at);
  return bavail * bsize;
}

/** Whether somebody else is on a port that is needed; below 1024 also whether this user may take it. */
export async function portCheck(port: number, isNeeded: boolean): Promise<Check> {
  const name = `port ${port}`;
  const code = await new Promise<string | null>((settle) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? 'unknown'));
    server.listen(port, () => server.close(() => settle(null)));
  });
  if (code === null) return ok(name, 'free');
  // Docker's daemon publishes ports as root; that this user may not take it is no obstacle there.
  if (code === 'EACCES') return ok(name, 'not looked at: only root may take it');
  const mend = `find who is there (ss -ltnp 'sport = :${port}') and stop it`;
  if (isNeeded) return wrong(name, `in use (${code})`, mend);
  return weaker(name, `in use (${code}); npm start takes the next free one`, `${mend}, or give --port`);
}
