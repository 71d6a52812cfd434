import { mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'snaprun-folder-'));
});
afterEach(() => rm(home, { recursive: true }));

describe('a folder', () => {
  test('is made with those above it, and may be there already', async () => {
    const path = join(home, 'a', 'b c', 'd');
    await makeFolder(path, 0o700);
    await makeFolder(path, 0o700);
    await symlink(path, join(home, 'link'));
    await makeFolder(join(home, 'link'));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  test.skipIf(process.platform !== 'linux')('is refused at once where none can be', async () => {
    await expect(makeFolder('/proc/snaprun/x')).rejects.toThrow('ENOENT');
    await writeFile(join(home, 'file'), '');
    await expect(makeFolder(join(home, 'file'))).rejects.toThrow('EEXIST');
    await expect(makeFolder(join(home, 'file', 'x'))).rejects.toThrow('ENOTDIR');
  });
});
