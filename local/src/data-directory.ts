import { createPrivateKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';
import { makeFolder } from './make-folder.ts';

const Secrets = z.object({
  postgresPassword: z.string(),
  storageSecret: z.string(),
  demoModelsKey: z.string(),
  authKey: z.string(),
});
export type Secrets = z.infer<typeof Secrets>;

const Running = z.object({ pid: z.number(), startedTicks: z.string(), url: z.string().nullable() });
/** The system that holds a data directory; `url` once it is ready. */
export type Running = z.infer<typeof Running>;

export interface DataDirectory {
  path: string;
  postgres: string;
  objects: string;
  logs: string;
  pids: string;
  secrets: Secrets;
  /** Makes the address known to others who look at this directory. */
  announce(url: string): Promise<void>;
  release(): Promise<void>;
}

/** Taking a directory is a few small files; whoever needs longer than this hangs. */
const turnPatienceMs = 5000;

/** Who holds the directory, or null. A file left by a process that is gone counts as nobody. */
export async function findRunning(directory: string): Promise<Running | null> {
  try {
    const running = Running.parse(JSON.parse(await readFile(join(directory, 'running.json'), 'utf8')));
    return (await startTicks(running.pid)) === running.startedTicks ? running : null;
  } catch {
    return null; // no file, or one that was cut off while being written: nobody can be using it
  }
}

/** Takes the directory for this process, making it on first use; throws when another start holds it. */
export async function takeDataDirectory(directory: string): Promise<DataDirectory> {
  const path = resolve(directory);
  const at = (name: string) => join(path, name);
  try {
    for (const folder of ['logs', 'pids']) await makeFolder(at(folder), 0o700);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError(
      'unavailable',
      `The data directory ${path} cannot be used: ${why}. Choose another with --data.`,
      {
        cause,
      },
    );
  }
  const holder = at('running.json');
  const me = { pid: process.pid, startedTicks: (await startTicks(process.pid)) ?? '', url: null };
  await inTurn(path, () => claim(path, holder, me));
  const secrets = await readSecrets(at('secrets.json')).catch(async (error) => {
    await rm(holder, { force: true });
    throw error;
  });
  return {
    path,
    postgres: at('postgres'),
    objects: at('objects'),
    logs: at('logs'),
    pids: at('pids'),
    secrets,
    announce: (url) => replace(holder, JSON.stringify({ ...me, url })),
    release: () => rm(holder, { force: true }),
  };
}

/**
 * Runs `work` while no other process of this machine does so for the same directory; waits for its turn.
 *
 * Between seeing that a holder is gone and taking its place, another start could do the same. The turn is an abstract
 * socket of Linux, which the kernel frees when its process ends; elsewhere there is none and nothing is waited for.
 */
async function inTurn(path: string, work: () => Promise<void>): Promise<void> {
  if (process.platform !== 'linux') return work();
  const { dev, ino } = await stat(path);
  const until = Date.now() + turnPatienceMs;
  let turn = await listening(`\0snaprun-${dev}-${ino}`);
  while (turn === null) {
    if (Date.now() > until)
      throw new AppError('conflict', `The data directory ${path} is being taken by others; try again.`);
    await delay(10);
    turn = await listening(`\0snaprun-${dev}-${ino}`);
  }
  try {
    await work();
  } finally {
    turn.close();
  }
}

/** A server at the address, or null while another process has it. */
function listening(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen({ path }, () => resolve(server));
  });
}

async function claim(path: string, holder: string, me: Running): Promise<void> {
  const mine = `${holder}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify(me), { mode: 0o600 });
  try {
    const running = await findRunning(path);
    if (running !== null) {
      const where = running.url ? ` at ${running.url}` : '';
      throw new AppError(
        'conflict',
        `Snaprun already runs on ${path}${where} (process ${running.pid}). Stop it, or give another directory with --data.`,
      );
    }
    // Written first and renamed then: nobody ever reads a holder's file that is half there.
    await rename(mine, holder);
  } finally {
    await rm(mine, { force: true });
  }
}

async function readSecrets(file: string): Promise<Secrets> {
  try {
    const secrets = Secrets.parse(JSON.parse(await readFile(file, 'utf8')));
    createPrivateKey(secrets.authKey);
    return secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new AppError(
        'unavailable',
        `${file} is damaged. Restore it, or start on another directory with --data.`,
        {
          cause: error,
        },
      );
    }
  }
  const secret = () => randomBytes(24).toString('hex');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const secrets: Secrets = {
    postgresPassword: secret(),
    storageSecret: secret(),
    demoModelsKey: secret(),
    authKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
  await replace(file, JSON.stringify(secrets));
  return secrets;
}

async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** When a process started, in the kernel's ticks: a pid that was given out again has another. Null when it is gone. */
export async function startTicks(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The command's name is in parentheses and may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? null : (fields[19] ?? null);
  } catch {
    return null; // the process is gone
  }
}
