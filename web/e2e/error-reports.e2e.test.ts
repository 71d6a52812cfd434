import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { startSentryReceiver } from '@snaprun/core/testing/sentry-receiver';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../../local/src/ports.ts';
import { waitForAnswer } from '../../local/src/wait-ready.ts';
import { ensureWebBuild } from '../../local/src/web-build.ts';

const root = new URL('../../', import.meta.url).pathname;
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);
const reason = browserPath ? '' : ' (skipped: no Chromium in /usr/bin; `apt install chromium` brings one)';
const secret = 'Zanzibar';

describe.skipIf(!browserPath)(`the errors of a page${reason}`, () => {
  let receiver: Awaited<ReturnType<typeof startSentryReceiver>>;
  let server: ChildProcess;
  let browser: Browser;
  let page: Page;
  let scripts: string[] = [];

  async function open(env: Record<string, string>) {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    server = spawn(process.execPath, [`${root}web/build/index.js`], {
      env: {
        PATH: process.env.PATH,
        HOST: '127.0.0.1',
        PORT: String(port),
        PROTOCOL_HEADER: 'x-forwarded-proto',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await waitForAnswer(`${url}/sign-in`, () => server.exitCode === null);
    page = await browser.newPage();
    scripts = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js')) scripts.push(response.url());
    });
    await page.goto(`${url}/sign-in?next=${secret}`);
    await page.getByLabel('Email').waitFor();
  }

  const throwSecret = () =>
    page.evaluate((word) => {
      const fail = () => {
        throw new RangeError(`${word} data:image/png;base64,AAAA eyJhbGciOi`);
      };
      setTimeout(fail);
      Promise.reject(new TypeError(word));
    }, secret);

  beforeAll(async () => {
    await ensureWebBuild(() => undefined);
    receiver = await startSentryReceiver();
    browser = await chromium.launch({
      executablePath: browserPath ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
    });
  });
  afterEach(async () => {
    await page.close();
    server.kill('SIGTERM');
    if (server.exitCode === null) await once(server, 'exit');
  });
  afterAll(async () => {
    await browser?.close();
    await receiver?.close();
  });

  test('reach Sentry by class and place, without a word, once there is a DSN', async () => {
    await open({ SENTRY_DSN: receiver.dsn, SENTRY_ENVIRONMENT: 'test' });
    const before = scripts.length;
    await throwSecret();
    await expect.poll(() => receiver.events().length, { timeout: 10_000 }).toBe(2);
    // The SDK came with the first error and not with the page.
    expect(scripts.length).toBeGreaterThan(before);
    const types = receiver.events().flatMap((event) => {
      const { exception } = event as { exception: { values: { type: string; value?: string }[] } };
      return exception.values;
    });
    expect(types.map(({ type }) => type).sort()).toEqual(['RangeError', 'TypeError']);
    expect(types.every(({ value }) => value === undefined)).toBe(true);
    const bodies = receiver.received.map((request) => request.split('\n').slice(2).join('\n')).join('\n');
    for (const piece of [secret, 'base64', 'eyJ', 'sign-in']) expect(bodies).not.toContain(piece);
  });

  test('stay in the page without one, and no SDK is loaded', async () => {
    receiver.received.splice(0);
    await open({});
    const before = scripts.length;
    await throwSecret();
    await page.getByLabel('Email').fill('somebody@example.com');
    expect(scripts.length).toBe(before);
    expect(receiver.received).toEqual([]);
  });
});
