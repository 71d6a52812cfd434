import { lstatSync, readlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SandboxPython } from './sandbox-python.ts';

/** A path of this machine that programs may read, and where they find it. */
export interface Bind {
  source: string;
  target: string;
}

export interface Readable {
  binds: Bind[];
  /** Links of the root folder (`/lib` → `usr/lib`) that the dynamic linker goes through. */
  links: Bind[];
}

export const sandboxHome = '/opt/snaprun';

const linkerFolders = ['/usr/lib', '/usr/lib64', '/lib', '/lib64'];
const data = [
  '/etc/ld.so.cache',
  '/etc/fonts',
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  '/usr/share/zoneinfo',
];

/** Exactly what Python needs: itself, its libraries, shared objects, fonts, time zones. No shell, no home. */
export function readableInSandbox(python: SandboxPython, runnerDir: string): Readable {
  const links: Bind[] = [];
  const kept: Bind[] = [];
  const keep = (source: string, target = source) => {
    const covered = source === target && kept.some((bind) => bind.target === source || isUnder(source, bind));
    if (!covered) kept.push({ source, target });
  };
  for (const path of linkerFolders) {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status?.isSymbolicLink()) links.push({ source: readlinkSync(path), target: path });
    else if (status?.isDirectory()) keep(path);
  }
  for (const path of data) if (lstatSync(path, { throwIfNoEntry: false })) keep(path);
  keep(`${python.prefix}/lib`);
  keep(python.interpreter);
  keep(runnerDir, `${sandboxHome}/runner`);
  keep(python.libraries, `${sandboxHome}/libraries`);
  if (python.fontCache) keep(python.fontCache, `${sandboxHome}/fonts`);
  return { binds: kept, links };
}

function isUnder(path: string, bind: Bind): boolean {
  return bind.source === bind.target && path.startsWith(`${bind.target}/`);
}

/** Every folder above `path`, outermost first, without the root. */
export function foldersAbove(path: string): string[] {
  const above: string[] = [];
  for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) above.unshift(folder);
  return above;
}
