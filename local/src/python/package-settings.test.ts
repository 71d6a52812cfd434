import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { uvEnvironment } from './package-settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'snaprun-pip-'));
const python = join(folder, 'python');
writeFileSync(python, `#!/bin/sh\necho "global.index-url='https://pip.invalid/simple'"\n`, { mode: 0o755 });
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => vi.unstubAllEnvs());
beforeEach(() => {
  const mine = /^(PIP|UV)_|^SSL_CERT_FILE$/;
  for (const name of Object.keys(process.env).filter((key) => mine.test(key))) vi.stubEnv(name, undefined);
});

test('pip’s own files decide where uv looks, its environment decides over them', async () => {
  expect((await uvEnvironment(python, folder)).UV_DEFAULT_INDEX).toBe('https://pip.invalid/simple');
  vi.stubEnv('PIP_INDEX_URL', 'https://env.invalid/simple');
  expect((await uvEnvironment(python, folder)).UV_DEFAULT_INDEX).toBe('https://env.invalid/simple');
});

test('what the caller set for uv wins over everything of pip’s', async () => {
  vi.stubEnv('UV_DEFAULT_INDEX', 'https://uv.invalid/simple');
  vi.stubEnv('PIP_INDEX_URL', 'https://env.invalid/simple');
  expect((await uvEnvironment(python, folder)).UV_DEFAULT_INDEX).toBe('https://uv.invalid/simple');
});

test('a folder of wheels that is not there is left out, for uv would refuse it', async () => {
  vi.stubEnv('PIP_FIND_LINKS', `/nowhere/wheels ${folder}`);
  expect((await uvEnvironment(python, folder)).UV_FIND_LINKS).toBe(folder);
});

test('a cache folder that cannot be made is replaced by one beside the data', async () => {
  vi.stubEnv('XDG_CACHE_HOME', '/dev/null/cache');
  expect((await uvEnvironment(python, folder)).UV_CACHE_DIR).toBe(join(folder, 'uv-cache'));
});

test('proxies and certificates of the caller are passed on', async () => {
  vi.stubEnv('HTTPS_PROXY', 'http://proxy.invalid:3128');
  vi.stubEnv('PIP_CERT', '/etc/ssl/own.pem');
  const env = await uvEnvironment(python, folder);
  expect([env.HTTPS_PROXY, env.SSL_CERT_FILE]).toEqual(['http://proxy.invalid:3128', '/etc/ssl/own.pem']);
});
