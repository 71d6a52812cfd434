import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { docker } from './docker.ts';
import { askInImage, image, reasonNotTo } from './testing/in-image.ts';

const Survey = z.object({
  python: z.string(),
  ids: z.array(z.number()),
  environment: z.array(z.string()),
  setuid: z.array(z.string()),
  programs: z.array(z.string()),
  writable: z.array(z.string()),
  uncompiled: z.array(z.string()),
  failedImports: z.array(z.string()),
  installed: z.record(z.string(), z.string()),
  debian: z.array(z.string()),
  listed: z.array(z.string()),
});

const largestBytes = 750_000_000;

/** The versions that the lock names for Python 3.11, by normalised name. */
async function lockedVersions(): Promise<Record<string, string>> {
  const lock = await readFile(join(import.meta.dirname, '../requirements.lock'), 'utf8');
  const lines = lock.matchAll(/^([\w.-]+)==(\S+)(?: ; (.*?))? \\$/gm);
  return Object.fromEntries(
    [...lines].flatMap(([, name = '', version = '', marker = '']) =>
      marker.includes('>=') ? [] : [[normalised(name), version]],
    ),
  );
}

function normalised(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

const reason = await reasonNotTo();
describe.skipIf(reason !== null)(`the image${reason ? ` (${reason})` : ''}`, () => {
  let found: z.infer<typeof Survey>;
  beforeAll(async () => {
    found = Survey.parse(await askInImage('survey.py'));
  });

  test('holds Python 3.11 and no other program: no shell, package manager, compiler or pip', () => {
    expect(found.python).toMatch(/^3\.11\./);
    expect(found.programs.sort()).toEqual(['/usr/bin/python3', '/usr/bin/python3.11']);
    expect(Object.keys(found.installed)).not.toContain('pip');
  });

  test('runs as nobody in particular, with nothing that could make it more', () => {
    expect(new Set(found.ids)).toEqual(new Set([10001]));
    expect(found.setuid).toEqual([]);
  });

  test('leaves only the two work folders to write in', () => {
    expect(found.writable.sort()).toEqual(['/job', '/tmp']);
  });

  test('has exactly the packages of the lock, and every one imports', async () => {
    const installed = Object.entries(found.installed).map(([name, version]) => [normalised(name), version]);
    expect(Object.fromEntries(installed)).toEqual(await lockedVersions());
    expect(found.failedImports).toEqual([]);
  });

  test('compiles nothing at run time', () => {
    expect(found.uncompiled).toEqual([]);
  });

  test('lists every package of both kinds in its bill of materials', () => {
    const listed = found.listed.map((purl) => decodeURIComponent(purl));
    for (const name of found.debian)
      expect(
        listed.some((purl) => purl.startsWith(`pkg:deb/debian/${name}@`)),
        name,
      ).toBe(true);
    for (const [name, version] of Object.entries(found.installed))
      expect(listed.map(normalised), name).toContain(normalised(`pkg:pypi/${name}@${version}`));
  });

  test('says nothing in its environment or history but how to run', async () => {
    const own = found.environment.filter((name) => !['PATH', 'HOSTNAME'].includes(name));
    expect(own).toEqual([
      'HOME',
      'LANG',
      'MKL_NUM_THREADS',
      'MPLBACKEND',
      'MPLCONFIGDIR',
      'NUMEXPR_NUM_THREADS',
      'OMP_NUM_THREADS',
      'OPENBLAS_NUM_THREADS',
      'PYTHONDONTWRITEBYTECODE',
      'PYTHONHASHSEED',
      'PYTHONPATH',
      'SNAPRUN_FONT_CACHE',
      'SOURCE_DATE_EPOCH',
      'TZ',
    ]);
    const history = await docker(['history', '--no-trunc', '--format', '{{.CreatedBy}}', image], {
      timeoutMs: 15_000,
    });
    expect(history).not.toMatch(/INDEX|PROXY|trust\.pem|https?:/i);
  });

  test(`stays under ${largestBytes / 1e6} MB`, async () => {
    const size = await docker(['image', 'inspect', '--format', '{{.Size}}', image], { timeoutMs: 15_000 });
    expect(Number(size)).toBeLessThan(largestBytes);
  });
});
