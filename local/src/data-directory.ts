import { createPrivateKey, generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';

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
    for (const folder of ['logs', 'pids']) await mkdir(at(folder), { recursive: true, mode: 0o700 });
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
  await claim(path, holder, me);
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

async function claim(path: string, holder: string, me: Running): Promise<void> {
  const mine = `${holder}.${randomUUID()}`;
  await writeFile(mine, JSON.stringify(me), { mode: 0o600 });
  for (let tries = 0; tries < 5; tries++) {
    try {
      // Written first and linked then: nobody ever reads a holder's file that is half there.
      await link(mine, holder);
      await rm(mine);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const running = await findRunning(path);
      if (running !== null) {
        await rm(mine, { force: true });
        const where = running.url ? ` at ${running.url}` : '';
        throw new AppError(
          'conflict',
          `Snaprun already runs on ${path}${where} (process ${running.pid}). Stop it, or give another directory with --data.`,
        );
      }
      await rm(holder, { force: true });
    }
  }
  await rm(mine, { force: true });
  throw new AppError('conflict', `The data directory ${path} is being taken by others; try again.`);
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
