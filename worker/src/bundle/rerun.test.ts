import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createLog } from '@snaprun/core/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBubblewrapDriver } from '../sandbox/bubblewrap/driver.ts';
import { reasonNotToIsolate, runnerDir, testEnvironment } from '../sandbox/bubblewrap/test-environment.ts';
import type { SandboxDriver } from '../sandbox/driver.ts';
import { bundleOf, rerun } from './testing/rerun.ts';

const log = createLog({}, () => undefined);
const environment = await testEnvironment();
const create = () => createBubblewrapDriver({ ...environment, runnerDir, log, pool: 0 });
const python = process.env.SNAPRUN_SANDBOX_PYTHON ?? '';

const reason = await reasonNotToIsolate(create);
describe.skipIf(reason !== null)(
  `run.sh of a bundle${reason ? ` (${reason})` : ''}`,
  { timeout: 60_000 },
  () => {
    let driver: SandboxDriver;
    let bundle: Awaited<ReturnType<typeof bundleOf>>;
    beforeAll(async () => {
      driver = await create();
      bundle = await bundleOf(driver);
    });
    afterAll(async () => {
      await bundle?.close();
      await driver?.close();
    });

    test('writes the same files again with the same Python on this machine, outside the sandbox', async () => {
      const { exitCode, said, files } = await rerun(bundle.folder, ['--python', python]);
      expect(said).toContain('drawn');
      expect(said).toContain('Every file is the same.');
      expect(exitCode).toBe(0);
      expect(said.match(/: the same$/gm)).toHaveLength(7);
      expect(files).toEqual([
        ...['data.csv', 'figure-1.png', 'figure.jpg', 'figure.pdf', 'figure.png', 'figure.svg'],
        'more-table.xlsx',
      ]);
    });

    test('says which file differs when the program is another', async () => {
      const path = join(bundle.folder, 'program.py');
      const code = await readFile(path, 'utf8');
      const other = code.replace('hatch="//"', 'hatch="x"').replace('range(', 'range(1, 1 + ');
      await writeFile(path, other.replace('/job/out/data.csv', '/job/out/new.csv'));
      const { exitCode, said } = await rerun(bundle.folder, ['--python', python]);
      expect(said).toContain('figure.png: differs');
      expect(said).toContain('data.csv: was not written');
      expect(said).toContain('new.csv: is new');
      expect(said).toContain('figure-1.png: the same');
      expect(said).toContain('more-table.xlsx: differs');
      expect(exitCode).toBe(1);
      await writeFile(path, 'raise SystemExit("no")\n');
      expect((await rerun(bundle.folder, ['--python', python])).exitCode).toBe(2);
      await writeFile(path, code);
    });
  },
);
