import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  complaintsOf,
  noBrowser,
  openBrowser,
  openSystem,
  overflow,
  Program,
  skipReason,
  violations,
} from './walk.ts';

const email = 'ada@example.com';
/** Where the models and the sandbox have to do something. */
const slow = { timeout: 180_000 };

/** The pages around a job, on the real system that `npm start` boots; axe looks at every page in both themes. */
describe.skipIf(noBrowser)(`the pages around a job${skipReason}`, () => {
  let system: Awaited<ReturnType<typeof openSystem>>;
  let browser: Browser;
  let page: Page;
  let program: Program;
  let complaints: string[];
  let url: string;

  beforeAll(async () => {
    system = await openSystem();
    url = system.url;
    browser = await openBrowser();
    // Tabs of one person are pages of one context.
    const context = await browser.newContext({ locale: 'en-US' });
    page = await context.newPage();
    complaints = complaintsOf(page);
    program = new Program(url);
    await program.signIn(email);
  });

  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  const row = (name: string) => page.locator('[data-job-row]').filter({ hasText: name });
  const button = (name: string | RegExp) => page.getByRole('button', { name });

  async function open(path: string, shows: string) {
    await page.goto(`${url}${path}`);
    await page.getByText(shows, { exact: true }).first().waitFor();
  }

  test('whoever has nothing yet is shown where to start', async () => {
    await page.goto(`${url}/jobs`);
    await page.getByLabel('Email').fill(email);
    await button('Sign in').click();
    await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test(
    'a job that a program starts appears, moves and ends in the list, the bell and a toast',
    slow,
    async () => {
      const id = await program.startJob('bar-chart.png');
      await row('bar-chart.png').waitFor();
      // The badge is there twice: narrow windows show the other one.
      const ended = row('bar-chart.png')
        .getByText(/reproduced$|differs/i)
        .last();
      await ended.waitFor({ timeout: 120_000 });
      await program.ended(id);
      await button('Notifications, 1 unread').waitFor();
      await page.getByRole('region', { name: 'Messages' }).getByText('“bar-chart.png” is done').waitFor();
      expect(await violations(page)).toEqual([]);
      await button(/^Notifications/).click();
      expect(await violations(page)).toEqual([]);
      await button('Mark all as read').click();
      await button('Notifications').waitFor();
      await page.keyboard.press('Escape');
    },
  );

  test('two tabs share one stream, and both see what happens', slow, async () => {
    const second = await page.context().newPage();
    const streams: string[] = [];
    second.on('request', (request) => {
      if (new URL(request.url()).pathname === '/v1/events') streams.push(request.url());
    });
    await second.goto(`${url}/jobs`);
    await second.locator('[data-job-row]').first().waitFor();
    await program.ended(await program.startJob('table.png'));
    for (const tab of [page, second])
      await tab
        .locator('[data-job-row]')
        .filter({ hasText: 'table.png' })
        .getByText(/reproduced$|differs/i)
        .last()
        .waitFor({ timeout: 120_000 });
    expect(streams).toEqual([]);
    await second.close();
  });

  test('the list is searched by an address that can be shared, and says when nothing fits', async () => {
    await page.getByRole('searchbox').fill('bar');
    await page.waitForURL('**/jobs?q=bar');
    await row('table.png').waitFor({ state: 'detached' });
    await page.getByLabel('Status').selectOption('failed');
    await page.getByRole('heading', { name: 'No job fits this search' }).waitFor();
    expect(new URL(page.url()).search).toBe('?q=bar&status=failed');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Show all jobs' }).click();
    await row('table.png').waitFor();
  });

  test('keys alone move, select and delete, after a question that Escape takes back', async () => {
    await row('table.png').focus();
    await page.keyboard.press('ArrowDown');
    expect(await row('bar-chart.png').evaluate((link) => link === document.activeElement)).toBe(true);
    await page.keyboard.press('x');
    await page.getByText('1 job selected').waitFor();
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await button('Delete').click();
    await button('Delete 1 job').click();
    await row('bar-chart.png').waitFor({ state: 'detached' });
    await page.getByText('1 job deleted').waitFor();
  });

  test('a list that does not come says so and comes when asked again', async () => {
    const before = complaints.length;
    await page.route('**/v1/jobs?limit=20*', (route) => route.abort());
    await page.reload();
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.unroute('**/v1/jobs?limit=20*');
    await button('Try again').click();
    await row('table.png').waitFor();
    complaints.splice(before); // the browser tells the requests that were broken off
  });

  test('settings are kept, and theme and language hold from the first byte', async () => {
    await open('/settings', 'Profile');
    await page.getByLabel('Name').fill('Ada');
    await button('Save').first().click();
    await page.getByText('Saved').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('main').getByText('Dark').click();
    await page.getByLabel('Language').selectOption('de');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    const answer = await page.request.get(`${url}/settings`);
    expect(await answer.text()).toContain('<html lang="de" data-theme="dark">');
    await page.goto(`${url}/jobs`);
    await page.getByLabel('Stand').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${url}/settings`);
    await page.getByLabel('Sprache').selectOption('en');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.getByRole('main').getByText('System').click();
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada');
  });

  test('usage is shown against what may be used', async () => {
    await open('/settings/usage', 'The last 30 days');
    expect(await page.getByRole('meter', { name: 'Jobs today' }).getAttribute('aria-valuenow')).toBe('2');
    expect(await violations(page)).toEqual([]);
  });

  test('a token is shown once, works, and is refused once revoked', async () => {
    await open('/settings/tokens', 'Make a token');
    await page.getByLabel('Name').fill('nightly import');
    await button('Make it').click();
    const secret = await page.getByLabel('The token', { exact: true }).inputValue();
    expect(await new Program(url, secret).status('/v1/jobs')).toBe(200);
    expect(await violations(page)).toEqual([]);
    await button('Revoke nightly import').click();
    await button('Revoke').last().click();
    await page.getByText('No tokens yet.').waitFor();
    expect(await new Program(url, secret).status('/v1/jobs')).toBe(401);
  });

  test('a role is asked straight, with a picture, and shows its answer as it is', async () => {
    await open('/models', 'Vision');
    await page.getByText('Answers').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await button('Ask').click();
    const answer = page.getByRole('region', { name: 'Answer' });
    await answer.waitFor();
    expect(await answer.innerText()).toContain('"kind":"bar"');
    await page.getByText('Latency').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('a shared result is read without scripts, tells previews what it is, and ends', async () => {
    const { jobs } = await program.ask<{ jobs: { id: string }[] }>('GET', '/v1/jobs?status=succeeded');
    const { share, url: link } = await program.ask<{ share: { id: string }; url: string }>(
      'POST',
      `/v1/jobs/${jobs[0]?.id}/shares`,
      { expiresInDays: 1 },
    );
    const context = await browser.newContext({ javaScriptEnabled: false });
    const reader = await context.newPage();
    await reader.goto(link);
    const words = await reader.locator('body').innerText();
    expect(words).toContain('table.png');
    expect(words).toContain('Kettle');
    expect(words).not.toContain(email);
    const preview = await reader.locator('meta[property="og:image"]').getAttribute('content');
    expect((await reader.request.get(preview ?? '')).headers()['content-type']).toBe('image/png');
    expect(await reader.locator('meta[name=robots]').getAttribute('content')).toBe('noindex');
    await program.ask('DELETE', `/v1/shares/${share.id}`);
    expect((await reader.goto(link))?.status()).toBe(404);
    await reader.getByRole('heading', { name: 'Nothing to see here' }).waitFor();
    await context.close();
  });

  test('no page is wider than the smallest phone, or breaks on a wall', async () => {
    const pages = ['/jobs', '/notifications', '/models', '/settings', '/settings/usage', '/settings/tokens'];
    for (const width of [320, 3840]) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of [...pages, '/settings/data', '/settings/webhooks']) {
        await page.goto(`${url}${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        expect([path, await overflow(page)]).toEqual([path, 0]);
      }
    }
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  test('everything is taken along, and the account deleted once its address was typed', async () => {
    await open('/settings/data', 'Take your data with you');
    const download = page.waitForEvent('download');
    await button('Download').click();
    expect((await download).suggestedFilename()).toMatch(/^snaprun-.*\.json$/);
    await button('Delete my account…').click();
    const confirm = button('Delete everything');
    expect(await confirm.isDisabled()).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('textbox').fill(email);
    await confirm.click();
    await page.getByRole('heading', { name: 'Your account is deleted' }).waitFor();
    await page.getByText('Objects in the storage').waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate("localStorage.getItem('snaprun.session')")).toBeNull();
  });

  test('a page that is not there leads back', async () => {
    const before = complaints.length;
    expect((await page.goto(`${url}/nowhere`))?.status()).toBe(404);
    expect(await violations(page)).toEqual([]);
    complaints.splice(before); // the browser tells the 404 itself
    await page.getByRole('link', { name: 'Back to the start' }).click();
    await page.getByLabel('Email').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('no page complained on the console', () => {
    expect(complaints).toEqual([]);
  });
});
