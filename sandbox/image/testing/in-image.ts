import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contextFiles, digest } from '../context.ts';
import { docker, ImageTrouble, requireDaemon } from '../docker.ts';
import { inspect } from '../inspect.ts';

export const image = process.env.SANDBOX_IMAGE || 'snaprun-sandbox:dev';

/** Why the image cannot be tested here, or null. */
export async function reasonNotTo(): Promise<string | null> {
  try {
    await requireDaemon();
  } catch (error) {
    if (error instanceof ImageTrouble) return error.message.split('\n')[0] ?? 'no Docker daemon answers';
    throw error;
  }
  const present = await inspect(image);
  if (present === null) return `there is no ${image}; build it with: npm run sandbox:image`;
  if (present.content !== (await digest(await contextFiles())))
    return `${image} was built from other files; build it with: npm run sandbox:image`;
  return null;
}

/** Runs a program of this folder in the image, as strangers' programs run but without the supervisor; its JSON answer. */
export async function askInImage(program: string): Promise<unknown> {
  const code = await readFile(join(import.meta.dirname, program), 'utf8');
  const isolated = [
    '--network',
    'none',
    '--read-only',
    '--cap-drop',
    'ALL',
    '--security-opt',
    'no-new-privileges',
  ];
  const inMemory = ['/job', '/tmp'].flatMap((path) => ['--tmpfs', `${path}:uid=10001,mode=0700,size=64m`]);
  const python = ['--entrypoint', '/usr/bin/python3.11', image, '-S', '-B', '-c', code];
  const answer = await docker(['run', '--rm', ...isolated, ...inMemory, ...python], { timeoutMs: 120_000 });
  return JSON.parse(answer);
}
