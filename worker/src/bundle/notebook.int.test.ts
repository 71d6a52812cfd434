import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createLog } from '@snaprun/core/log';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBubblewrapDriver } from '../sandbox/bubblewrap/driver.ts';
import { reasonNotToIsolate, runnerDir, testEnvironment } from '../sandbox/bubblewrap/test-environment.ts';
import { bundleOf } from './testing/rerun.ts';

const run = promisify(execFile);
const environment = await testEnvironment();
const create = () =>
  createBubblewrapDriver({ ...environment, runnerDir, log: createLog({}, () => undefined), pool: 0 });
const lock = join(import.meta.dirname, '../../../sandbox/nbformat.lock');

/** Jupyter's own check, and the notebook's cells run as one program from its folder. */
const check = `
import sys
sys.path.insert(0, sys.argv[1])
import nbformat
notebook = nbformat.read("notebook.ipynb", as_version=nbformat.NO_CONVERT)
nbformat.validate(notebook)
print(notebook.nbformat, notebook.nbformat_minor, [cell.cell_type for cell in notebook.cells])
`;
const runCells = `
import json
cells = json.load(open("notebook.ipynb"))["cells"]
exec("\\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"), {})
`;

const reason = await reasonNotToIsolate(create);
describe.skipIf(reason !== null)(`the notebook of a bundle${reason ? ` (${reason})` : ''}`, () => {
  let bundle: Awaited<ReturnType<typeof bundleOf>>;
  let packages: string;
  beforeAll(async () => {
    packages = await mkdtemp(join(tmpdir(), 'snaprun-nbformat-'));
    const { interpreter } = environment.python;
    const pip = ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--only-binary', ':all:'];
    await run(interpreter, [...pip, '--target', packages, '-r', lock]);
    const driver = await create();
    bundle = await bundleOf(driver);
    await driver.close();
  });
  afterAll(async () => {
    await bundle?.close();
    await rm(packages, { recursive: true });
  });

  test('is valid by Jupyter’s own schema', async () => {
    const { interpreter } = environment.python;
    const { stdout } = await run(interpreter, ['-c', check, packages], { cwd: bundle.folder });
    expect(stdout).toBe("4 5 ['markdown', 'markdown', 'code', 'code']\n");
  });

  test('runs from where it lies', async () => {
    const python = environment.python;
    const env = { PATH: process.env.PATH, PYTHONPATH: python.libraries, MPLBACKEND: 'Agg' };
    const { stdout } = await run(python.interpreter, ['-c', runCells], { cwd: bundle.folder, env });
    expect(stdout).toBe('drawn\n');
  });
});
