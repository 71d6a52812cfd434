import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'failpoints-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const module = JSON.stringify(new URL('./failpoints.ts', import.meta.url).href);

/** How a process ended that reaches `after-look`, having allowed failpoints or not. */
async function reaching(allows: boolean): Promise<number | string> {
  const allow = allows ? `allowFailpoints(${JSON.stringify(folder)});` : '';
  const code = `import { allowFailpoints, reach } from ${module}; ${allow} reach('after-look'); process.exit(7);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' });
  const [exit, signal] = await once(child, 'exit');
  return exit ?? signal;
}

describe('a failpoint', () => {
  test('does nothing where failpoints are not allowed, or where it is not armed', async () => {
    await writeFile(join(folder, 'after-look'), 'kill');
    expect(await reaching(false)).toBe(7);
    await rm(join(folder, 'after-look'));
    expect(await reaching(true)).toBe(7);
  });

  test('kills one process of those that reach it, once', async () => {
    await writeFile(join(folder, 'after-look'), 'kill\n');
    const ends = await Promise.all([reaching(true), reaching(true)]);
    expect(ends.toSorted()).toEqual([7, 'SIGKILL']);
    expect(await readdir(folder)).toEqual([]);
  });
});
