import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { AppError } from '@snaprun/core/errors';

const holder = `
import fcntl, sys
file = open(sys.argv[1], "a")
try:
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError:
    print("waiting", flush=True)
    fcntl.flock(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
`;

/**
 * Runs `work` while no other process on this machine holds the lock on `file`; waits for its turn.
 *
 * A small Python holds it (Node has no flock): the kernel lets go when that ends, and it ends with us,
 * so a killed build leaves nothing to clean up.
 */
export async function holdLock<T>(
  python: string,
  file: string,
  onWaiting: () => void,
  work: () => Promise<T>,
): Promise<T> {
  const child = spawn(python, ['-I', '-S', '-c', holder, file], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'close');
  try {
    if (!(await isHeld(child.stdout.setEncoding('utf8'), onWaiting)))
      throw new AppError(
        'unavailable',
        `The lock file ${file} cannot be written; check who owns its folder.`,
      );
    return await work();
  } finally {
    child.stdin.end();
    await ended;
  }
}

async function isHeld(output: AsyncIterable<string>, onWaiting: () => void): Promise<boolean> {
  for await (const text of output) {
    if (text.includes('held')) return true;
    onWaiting();
  }
  return false;
}
