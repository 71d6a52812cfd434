import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const root = new URL('../../', import.meta.url).pathname;
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);

/** Why no walk can be taken on this machine, to be added to a title; null where it can. */
export const noBrowser = browserPath
  ? null
  : '(skipped: no Chromium in /usr/bin; `apt install chromium` brings one)';

export interface Walk {
  url: string;
  /** The folder that goes with the walk. */
  home: string;
  /** What pages complained about on their consoles. */
  complaints: string[];
  /** A page of its own browser context, signed in and at the start. */
  signIn(email: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Boots the real system, as `npm start` does, and a browser. */
export async function startWalk(): Promise<Walk> {
  const home = await mkdtemp(join(tmpdir(), 'snaprun-walk-'));
  const system = spawn(process.execPath, [`${root}local/src/main.ts`, '--data', join(home, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const complaints: string[] = [];
  let browser: Browser | undefined;
  const close = async () => {
    await browser?.close();
    system.kill('SIGTERM');
    if (system.exitCode === null && system.signalCode === null) await once(system, 'exit');
    await rm(home, { recursive: true, force: true });
  };
  try {
    const url = await addressOf(system);
    browser = await chromium.launch({
      executablePath: browserPath ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
    });
    const started = browser;
    const signIn = async (email: string, options?: BrowserContextOptions) => {
      const page = await (await started.newContext(options)).newPage();
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(url);
      await page.getByLabel('Email').fill(email);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.locator('[data-dropzone]').waitFor();
      return page;
    };
    return { url, home, complaints, signIn, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What axe finds wrong with the page as it is now, one line for each rule. */
export async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(
    `${axe.source};axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })`,
  );
  return (found as axe.AxeResults).violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
}

/** Picks files with the drop zone's own chooser. */
export async function choose(
  page: Page,
  files: string | string[] | { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.locator('[data-dropzone] button').click();
  await (await chooser).setFiles(files);
}

function addressOf(system: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    system.stdout?.on('data', (chunk: Buffer) => {
      said += chunk;
      const ready = /Snaprun is ready at (\S+)/.exec(said)?.[1];
      if (ready) resolve(ready);
    });
    system.once('exit', (code) => reject(new Error(`The system ended with ${code} before it was ready.`)));
  });
}
