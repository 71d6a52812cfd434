import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);
const reason = browserPath ? '' : ' (skipped: no Chromium in /usr/bin; `apt install chromium` brings one)';

/** Where the models and the sandbox have to do something. */
const slow = { timeout: 60_000 };

/** The whole story of a newcomer, on the real system that `npm start` boots. */
describe.skipIf(!browserPath)(`a newcomer${reason}`, () => {
  let system: ChildProcess;
  let home: string;
  let url: string;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'snaprun-walk-'));
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
    browser = await chromium.launch({
      executablePath: browserPath ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
    });
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  });

  afterAll(async () => {
    await browser?.close();
    system?.kill('SIGTERM');
    if (system && system.exitCode === null) await once(system, 'exit');
    await rm(home, { recursive: true, force: true });
  });

  test('is asked to sign in, and then sees where to drop a picture', async () => {
    await page.goto(url);
    await page.getByLabel('Email').fill('newcomer@example.com');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('Drop a chart, a table or a photo here').waitFor();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  test('is told before a byte moves that a PDF is not taken', async () => {
    await choose({ name: 'report.png', mimeType: 'image/png', buffer: Buffer.from('%PDF-1.7\n') });
    expect(await page.getByRole('alert').innerText()).toContain('This is a PDF; a PNG or JPEG is wanted');
    await page.getByRole('button', { name: 'Remove report.png' }).click();
  });

  test('drops a chart, watches it run, and sees figure, numbers, code, checks and files', slow, async () => {
    await choose(`${root}local/samples/bar-chart.png`);
    const upload = page.waitForRequest((request) => request.method() === 'PUT');
    await page.getByRole('button', { name: 'Run it' }).click();
    expect(new URL((await upload).url()).origin).not.toBe(url);
    await page.getByText('Looked at the picture').waitFor();
    await page.locator('[data-outcome=reproduced]').waitFor();
    const figure = page.getByAltText(/^Drawn by the program: Bar chart/);
    await figure.waitFor();
    expect(await figure.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
    expect(await page.getByRole('region', { name: 'data.csv' }).innerText()).toMatch(/North\s+4[23]\./);
    await page.getByRole('heading', { name: 'The program' }).scrollIntoViewIfNeeded();
    await page.locator('.cm-content').getByText('matplotlib').first().waitFor();
    await page.getByText('What the checks said').waitFor();
    for (const name of ['data.csv', 'figure.png', 'figure.svg', 'fidelity.json']) {
      await page.locator('[data-files]').getByRole('link', { name }).waitFor();
    }
    await page.getByText('Answered by demo models').waitFor();
  });

  test('makes a link that shows the result to somebody who is not signed in, and ends it', async () => {
    await page.getByText('Share this result').click();
    await page.getByRole('button', { name: 'Make a link' }).click();
    const link = await page.getByLabel('The link', { exact: true }).inputValue();
    expect(link).toMatch(/\/s\/[\w-]{32}$/);
    const stranger = await browser.newContext();
    try {
      const theirs = await stranger.newPage();
      await theirs.goto(link);
      await theirs.getByText('Shared until').waitFor();
      await theirs.getByAltText(/^Drawn by the program/).waitFor();
      await theirs.getByRole('region', { name: 'data.csv' }).getByText('North').waitFor();
      expect(await theirs.locator('body').innerText()).not.toContain('newcomer@example.com');
      await page.getByRole('button', { name: 'End it' }).click();
      await page.getByRole('button', { name: 'End it' }).waitFor({ state: 'detached' });
      await theirs.reload();
      await theirs.getByRole('heading', { name: 'Nothing to see here' }).waitFor();
    } finally {
      await stranger.close();
    }
  });

  test('asks for a change and a question, runs edited code, and finds the way back', slow, async () => {
    const { pathname } = new URL(page.url());
    const ask = async (wish: string, outcome: string) => {
      const before = page.url();
      await page.getByLabel('Ask for a change').fill(wish);
      await page.getByRole('button', { name: 'Ask', exact: true }).click();
      await page.waitForURL((to) => to.href !== before);
      await page.getByText(`You asked: “${wish}”`).waitFor();
      await page.locator(`[data-outcome=${outcome}]`).waitFor();
    };
    await ask('make it a line chart', 'differs');
    await page.getByText('Knew from before: ').waitFor();
    await page.getByRole('heading', { name: 'Here is the changed result' }).waitFor();
    await ask('Which is the highest?', 'answered');
    await page
      .getByRole('region', { name: 'Answer' })
      .getByText(/highest/)
      .waitFor();
    await page.getByRole('button', { name: 'Right', exact: true }).click();
    await page.getByText('Thank you: it is kept.').waitFor();

    await page.getByRole('heading', { name: 'The program' }).scrollIntoViewIfNeeded();
    const program = page.getByLabel('Code of the program');
    await program.fill('print("edited by hand")\nopen("/job/out/data.csv", "w").write("a,b\\nx,1\\n")\n');
    const before = page.url();
    await page.getByRole('button', { name: 'Run edited code' }).click();
    await page.waitForURL((to) => to.href !== before);
    await page.getByRole('region', { name: 'Output' }).getByText('edited by hand').waitFor();
    expect(await page.getByRole('region', { name: 'Receipt' }).innerText()).toMatch(/Model calls\s+0\s/);

    await page.goto(`${url}${pathname}`);
    await page.getByRole('link', { name: '“make it a line chart”' }).waitFor();
    await page.getByAltText(/^Drawn by the program/).waitFor();
  });

  test('finds the same page after a reload, and the job in the list', async () => {
    await page.reload();
    await page.getByAltText(/^Drawn by the program/).waitFor();
    await page.getByRole('link', { name: 'Jobs' }).first().click();
    await page
      .getByRole('link', { name: /bar-chart\.png/ })
      .last()
      .waitFor();
  });

  test('whose session has ended signs in again and is back on the same page', async () => {
    await page
      .getByRole('link', { name: /bar-chart\.png/ })
      .last()
      .click();
    await page.getByAltText(/^Drawn by the program/).waitFor();
    const { pathname } = new URL(page.url());
    await page.evaluate("localStorage.removeItem('snaprun.session')");
    await page.reload();
    await page.getByLabel('Email').fill('newcomer@example.com');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByAltText(/^Drawn by the program/).waitFor();
    expect(new URL(page.url()).pathname).toBe(pathname);
  });

  test('signs out and is asked to sign in again', async () => {
    await page.getByRole('button', { name: 'Account of newcomer@example.com' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Email').waitFor();
    expect(new URL(page.url()).search).toBe('');
  });

  test('no page complained on the console', () => {
    expect(complaints).toEqual([]);
  });

  async function choose(file: string | { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
    const chooser = page.waitForEvent('filechooser');
    await page.getByText('Drop a chart, a table or a photo here').click();
    await (await chooser).setFiles(file);
  }
});
