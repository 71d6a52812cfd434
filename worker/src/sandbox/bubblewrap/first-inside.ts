import { readFileSync } from 'node:fs';

/**
 * The process that bubblewrap made process 1 of the box, as this machine numbers it; undefined while there is none yet,
 * when it has ended, or where the kernel does not list children (CONFIG_PROC_CHILDREN).
 *
 * Between the process that was started and that one stand one or two bubblewraps, each waiting for its only child.
 */
export function firstInside(started: number): number | undefined {
  let pid: number | undefined = started;
  const outside = namespacesOf(started);
  while (pid !== undefined && outside !== undefined) {
    if ((namespacesOf(pid) ?? 0) > outside) return pid;
    pid = childOf(pid);
  }
  return undefined;
}

/** In how many namespaces of processes it is, one inside the other. */
function namespacesOf(pid: number): number | undefined {
  const status = read(`/proc/${pid}/status`);
  return status
    ?.match(/^NSpid:\s*(.*)$/m)?.[1]
    ?.trim()
    .split(/\s+/).length;
}

function childOf(pid: number): number | undefined {
  const [first] = read(`/proc/${pid}/task/${pid}/children`)?.split(' ').filter(Boolean) ?? [];
  return first === undefined ? undefined : Number(first);
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    // It has ended; ESRCH when between opening and reading.
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
