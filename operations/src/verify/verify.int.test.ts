import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../../local/src/ports.ts';
import type { Check } from '../doctor/check.ts';

const root = new URL('../../../', import.meta.url).pathname;

/** What `npm run verify` says of a whole system: here that of one machine, which has no TLS. */
describe('verifying a deployment from outside', () => {
  let system: ChildProcess;
  let home: string;
  let url: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'snaprun-verify-'));
    system = spawn(process.execPath, [`${root}local/src/main.ts`, '--data', home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    url = await new Promise((resolve, reject) => {
      let said = '';
      system.stdout?.on('data', (chunk: Buffer) => {
        said += chunk;
        const ready = /Snaprun is ready at (\S+)/.exec(said)?.[1];
        if (ready) resolve(ready);
      });
      system.once('exit', (code) => reject(new Error(`The system ended with ${code} before it was ready.`)));
    });
  });
  afterAll(async () => {
    system?.kill('SIGTERM');
    if (system && system.exitCode === null) await once(system, 'exit');
    await rm(home, { recursive: true, force: true });
  });

  function verify(address: string, token?: string): Promise<{ code: number; checks: Check[] }> {
    const env = { PATH: process.env.PATH, ...(token === undefined ? {} : { SNAPRUN_TOKEN: token }) };
    const args = [`${root}operations/src/verify/main.ts`, address, '--json'];
    return new Promise((resolve) => {
      const child = execFile(process.execPath, args, { env }, (_error, stdout) =>
        resolve({ code: child.exitCode ?? -1, checks: JSON.parse(stdout) as Check[] }),
      );
    });
  }

  async function signIn(): Promise<string> {
    const response = await fetch(`${url}/v1/local/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'verify@example.com' }),
    });
    return ((await response.json()) as { token: string }).token;
  }

  test('tells what is missing, and runs one job through and removes it', async () => {
    const token = await signIn();
    const { code, checks } = await verify(url, token);
    expect(
      checks.filter(({ state }) => state === 'wrong').map(({ name, says }) => `${name} ${says}`),
    ).toEqual([`tls ${url} is not encrypted`]);
    expect(code).toBe(1);
    const fine = checks.filter(({ state }) => state === 'ok').map(({ name }) => name);
    expect(fine).toEqual(expect.arrayContaining(['page', 'api', 'strangers', 'upload', 'events', 'job']));
    expect(checks.find(({ name }) => name === 'job')?.says).toMatch(/^reproduced after .* files fetched$/);
    const left = await fetch(`${url}/v1/jobs`, { headers: { authorization: `Bearer ${token}` } });
    expect(await left.json()).toMatchObject({ jobs: [] });
  });

  test('tells that nobody answers', async () => {
    const { code, checks } = await verify(`https://127.0.0.1:${await freePort()}`);
    expect(code).toBe(1);
    expect(checks).toContainEqual({
      name: 'page',
      state: 'wrong',
      says: 'does not answer (ECONNREFUSED)',
      mend: 'docker compose ps shows what does not run',
    });
  });
});
