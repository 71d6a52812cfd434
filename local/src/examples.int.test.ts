import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Launcher, startLauncher, until } from '../testing/launcher.ts';
import { freePort } from './ports.ts';

const run = promisify(execFile);
const examples = join(import.meta.dirname, '../../docs/examples');
const samples = join(import.meta.dirname, '../samples');

let data: string;
let url: string;
let token: string;
let system: Launcher;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'snaprun-examples-'));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const SNAPRUN_PYTHON_HOME =
    process.env.SNAPRUN_PYTHON_HOME || process.env.SNAPRUN_PYTHON_DIR || join(cache, 'snaprun/python-test');
  const port = await freePort();
  system = startLauncher(data, ['--port', String(port)], { SNAPRUN_PYTHON_HOME });
  await until(system.stderr, () => system.stdout().includes('Snaprun is ready'), 280_000);
  url = `http://127.0.0.1:${port}`;
  const signedIn = await post('/v1/local/sign-in', { email: 'ann@example.test' });
  const wish = { name: 'examples', scopes: ['read', 'write'] };
  token = (await post('/v1/tokens', wish, signedIn.token)).secret ?? '';
});
afterAll(async () => {
  system?.kill('SIGTERM');
  await system?.ended;
  await rm(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

async function post(
  path: string,
  body: object,
  bearer?: string,
): Promise<{ token?: string; secret?: string }> {
  const headers = {
    'content-type': 'application/json',
    ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
  };
  const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  expect(response.ok, path).toBe(true);
  return (await response.json()) as { token?: string; secret?: string };
}

describe('the examples of the docs page, as they are written, against a running system', () => {
  test.each([
    { command: 'sh', file: 'start.sh', picture: 'bar-chart.png', files: ['bundle.zip', 'data.csv'] },
    { command: 'python3', file: 'start.py', picture: 'line-chart.png', files: ['bundle.zip', 'data.csv'] },
    { command: process.execPath, file: 'start.ts', picture: 'table.png', files: ['data.csv'] },
  ])('$file takes $picture to its numbers', async ({ command, file, picture, files }) => {
    const cwd = await mkdtemp(join(data, 'cwd-'));
    const env = { PATH: process.env.PATH, HOME: cwd, SNAPRUN_URL: url, SNAPRUN_TOKEN: token };
    // A second time it is the same job and the same picture: the examples say so of themselves.
    for (const _ of [1, 2]) {
      const { stdout } = await run(command, [join(examples, file), join(samples, picture)], { cwd, env });
      expect(stdout).toMatch(/^succeeded: /);
      const table = await readFile(join(cwd, 'data.csv'), 'utf8');
      expect(stdout.replaceAll('\r', '')).toContain(table.replaceAll('\r', ''));
      process.stdout.write(`${file} ${picture}\n${stdout}`);
    }
    expect(await readdir(cwd)).toEqual(expect.arrayContaining(files));
    if (files.includes('bundle.zip'))
      expect((await readFile(join(cwd, 'bundle.zip'))).subarray(0, 2).toString()).toBe('PK');
    const listed = await fetch(`${url}/v1/jobs`, { headers: { authorization: `Bearer ${token}` } });
    const { jobs } = (await listed.json()) as { jobs: { name: string }[] };
    const named = jobs.filter(({ name }) => name === picture);
    expect(named).toHaveLength(1);
  });
});
