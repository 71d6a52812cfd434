import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findBwrap } from './find-bwrap.ts';

const folder = mkdtempSync(join(tmpdir(), 'snaprun-find-bwrap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bwrap(place: string, version: string): string {
  const file = join(folder, place, 'bwrap');
  mkdirSync(join(folder, place), { recursive: true });
  writeFileSync(file, `#!/bin/sh\necho 'bubblewrap ${version}'\n`);
  chmodSync(file, 0o755);
  return file;
}
const old = bwrap('old', '0.6.1');
const recent = bwrap('recent', '0.11.0');

test('one on the PATH that is too old is passed over', async () => {
  expect(await findBwrap({ PATH: `${join(folder, 'old')}:${join(folder, 'recent')}` })).toBe(recent);
  expect(await findBwrap({ PATH: join(folder, 'old') })).toBeNull();
});

test('BWRAP wins, and is refused by name when it does not serve', async () => {
  expect(await findBwrap({ BWRAP: recent, PATH: '' })).toBe(recent);
  await expect(findBwrap({ BWRAP: old, PATH: '' })).rejects.toThrow(`BWRAP is ${old}`);
});
