import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** What is measured: the commit, and a digest of what differs from it; `unknown` outside a checkout. */
export async function currentRevision(): Promise<string> {
  const git = async (...args: string[]) =>
    (await promisify(execFile)('git', args, { cwd: root, maxBuffer: 50_000_000 })).stdout;
  try {
    const commit = (await git('rev-parse', '--short=10', 'HEAD')).trim();
    const changes = await git(
      'diff',
      'HEAD',
      '--',
      'core',
      'worker',
      'local',
      'api',
      'sandbox',
      'migrations',
    );
    if (changes === '') return commit;
    return `${commit}+${createHash('sha256').update(changes).digest('hex').slice(0, 6)}`;
  } catch {
    return 'unknown'; // a copy without git can be measured as well
  }
}
