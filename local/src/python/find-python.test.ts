import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { findPython } from './find-python.ts';

const folder = mkdtempSync(join(tmpdir(), 'snaprun-find-python-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A stand-in for an interpreter, which answers our question with the given facts. */
function interpreter(
  name: string,
  version: string,
  facts: { hasPip?: boolean; hasVenv?: boolean } = {},
): string {
  const file = join(folder, name);
  const answer = { version, interpreter: file, prefix: folder, hasPip: false, hasVenv: false, ...facts };
  writeFileSync(file, `#!/bin/sh\necho '${JSON.stringify(answer)}'\n`);
  chmodSync(file, 0o755);
  return file;
}

describe('finding Python', () => {
  test('the first one that is new enough and can install is taken', async () => {
    const candidates = [
      join(folder, 'missing'),
      interpreter('old', '3.9.2', { hasPip: true }),
      interpreter('bare', '3.11.4'),
      interpreter('good', '3.12.1', { hasVenv: true }),
    ];
    expect(await findPython(candidates)).toMatchObject({ version: '3.12.1', hasVenv: true });
  });

  test('with only a bare one, the sentence names the package that mends it', async () => {
    await expect(findPython([interpreter('bare', '3.11.4')])).rejects.toThrow(
      /has neither venv nor pip; install one with: sudo apt-get install python3\.11-venv$/,
    );
  });

  test.each([
    ['an older one', '3.10.13', 'but only 3.10.13 was found'],
    ['one without wheels yet', '3.17.0', 'but only 3.17.0 was found'],
  ])('with only %s, the sentence says which is needed', async (_what, version, says) => {
    const found = findPython([interpreter('other', version, { hasPip: true })]);
    await expect(found).rejects.toThrow('Python 3.11 or newer (up to 3.14) is needed');
    await expect(findPython([interpreter('other', version, { hasPip: true })])).rejects.toThrow(says);
  });

  test('a program that answers something else is passed over', async () => {
    const odd = join(folder, 'odd');
    writeFileSync(odd, '#!/bin/sh\necho "pyenv: command not found"\n');
    chmodSync(odd, 0o755);
    await expect(findPython([odd])).rejects.toThrow(
      'install it with: sudo apt-get install python3 python3-venv',
    );
  });
});
