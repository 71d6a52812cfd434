import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, createWriteStream, readdirSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { AppError } from '@snaprun/core/errors';

type Tool = 'pg_dump' | 'pg_restore';

/** How to start Postgres' own programs: as they are here, or in the container of a compose service. */
export type Tools = (tool: Tool, args: readonly string[], url: string) => ChildProcess;

const debian = '/usr/lib/postgresql';

/**
 * Finds programs that are at least as new as the server, since older ones refuse to dump it: on the path, where Debian
 * keeps them by version, else in the container that the server itself runs in.
 */
export async function findTools(serverMajor: number, service: string | null): Promise<Tools> {
  if (service !== null) return inContainer(service);
  for (const prefix of ['', ...installed()]) {
    const major = await majorOf(`${prefix}pg_dump`);
    if (major !== null && major >= serverMajor) return onMachine(prefix);
  }
  throw new AppError(
    'unavailable',
    `There is no pg_dump of version ${serverMajor} or newer on this machine. Install postgresql-client-${serverMajor}, or name the compose service that Postgres runs in: --service postgres.`,
  );
}

function installed(): string[] {
  try {
    const versions = readdirSync(debian).sort((a, b) => Number(b) - Number(a));
    return versions.map((version) => `${debian}/${version}/bin/`);
  } catch {
    return []; // not a Debian, or without Postgres
  }
}

async function majorOf(program: string): Promise<number | null> {
  try {
    const { stdout } = await promisify(execFile)(program, ['--version']);
    return Number(/ (\d+)[.\w]*/.exec(stdout)?.[1]);
  } catch {
    return null; // not there
  }
}

/** The password goes by the environment: arguments are for everybody on the machine to see. */
function onMachine(prefix: string): Tools {
  return (tool, args, url) => {
    const { PATH, HOME } = process.env;
    return spawn(`${prefix}${tool}`, args, {
      env: { PATH, HOME, ...connection(url) },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  };
}

/** Inside, the server listens on its usual socket. The password goes by the environment; its name alone is an argument. */
function inContainer(service: string): Tools {
  return (tool, args, url) => {
    const { username, password, pathname } = new URL(url);
    const known = ['-U', decodeURIComponent(username), '-d', decodeURIComponent(pathname.slice(1))];
    return spawn('docker', ['compose', 'exec', '-T', '-e', 'PGPASSWORD', service, tool, ...known, ...args], {
      env: { ...process.env, PGPASSWORD: decodeURIComponent(password) },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  };
}

function connection(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  return {
    PGHOST: hostname.replace(/^\[|\]$/g, ''),
    PGPORT: port || '5432',
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGSSLMODE: searchParams.get('sslmode') ?? 'prefer',
  };
}

/** Writes what a program says to a file. */
export async function outputTo(child: ChildProcess, path: string): Promise<void> {
  if (child.stdout === null) throw new Error('The program has no output.');
  await Promise.all([pipeline(child.stdout, createWriteStream(path, { mode: 0o600 })), succeeded(child)]);
}

/** Gives a program a file to read. */
export async function inputFrom(child: ChildProcess, path: string): Promise<void> {
  if (child.stdin === null) throw new Error('The program has no input.');
  child.stdout?.resume();
  const done = succeeded(child);
  await Promise.allSettled([pipeline(createReadStream(path), child.stdin)]);
  await done;
}

async function succeeded(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk).slice(-2000);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new AppError('unavailable', `Postgres' program ended with ${code}:\n${said.trim()}`);
}
