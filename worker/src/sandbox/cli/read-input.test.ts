import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import { readPicture, readProgram } from './read-input.ts';

const folder = await mkdtemp(join(tmpdir(), 'snaprun-input-'));
afterAll(() => rm(folder, { recursive: true, force: true }));
const { signal } = new AbortController();

test('a program is read from a file or from a stream', async () => {
  await writeFile(join(folder, 'ok.py'), 'print("ö")');
  expect(await readProgram(join(folder, 'ok.py'), Readable.from([]), signal)).toBe('print("ö")');
  expect(await readProgram(null, Readable.from([Buffer.from('pri'), Buffer.from('nt')]), signal)).toBe(
    'print',
  );
});

test('waiting for a program that does not come ends with the signal', async () => {
  const abort = new AbortController();
  const reading = readProgram(null, new PassThrough(), abort.signal);
  abort.abort();
  await expect(reading).rejects.toThrow('Stopped before the program ran.');
});

test('a pipe or a device by name is refused at once, it might never end', async () => {
  execFileSync('mkfifo', [join(folder, 'pipe.py')]);
  const refused = 'it is no ordinary file';
  await expect(readProgram(join(folder, 'pipe.py'), Readable.from([]), signal)).rejects.toThrow(refused);
  await expect(readPicture('/dev/zero')).rejects.toThrow(refused);
  await expect(readProgram(folder, Readable.from([]), signal)).rejects.toThrow('it is a folder');
});
