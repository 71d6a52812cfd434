import { basename, extname, join, parse } from 'node:path';
import type { Results } from './api-client.ts';

/** The attempt that a job's outcome is about; of a job that did not succeed the last. */
export function resultAttempt({ attempts, attemptId }: Pick<Results, 'attempts' | 'attemptId'>) {
  return attempts.find(({ id }) => id === attemptId) ?? attempts.at(-1);
}

/**
 * Where each artifact goes, relative to the folder of the results: those of the result lie in it, those of the other
 * attempts in `attempt-N`. No two share a path, and none leaves the folder.
 */
export function resultPaths(results: Results): { artifact: Results['artifacts'][number]; path: string }[] {
  const shown = resultAttempt(results)?.id;
  const taken = new Set(['code.py']);
  return results.artifacts.map((artifact) => {
    const attempt = results.attempts.find(({ id }) => id === artifact.attemptId);
    const folder = attempt === undefined || attempt.id === shown ? '' : `attempt-${attempt.n}`;
    const { name, ext } = parse(safeName(artifact.name));
    let path = join(folder, `${name}${ext}`);
    // Some disks take "A" and "a" for one name.
    for (let i = 2; taken.has(path.toLowerCase()); i++) path = join(folder, `${name}-${i}${ext}`);
    taken.add(path.toLowerCase());
    return { artifact, path };
  });
}

/** The worker has already made names safe; whoever writes files checks again. */
function safeName(name: string): string {
  const plain = basename(name)
    .replace(/[^\p{L}\p{N}._ -]/gu, '_')
    .replace(/^\.+/, '');
  const { name: stem, ext } = parse(plain === '' ? `artifact${extname(name)}` : plain);
  // A file name has at most 255 bytes, a character up to four.
  return `${[...stem].slice(0, 50).join('')}${[...ext].slice(0, 10).join('')}`;
}
