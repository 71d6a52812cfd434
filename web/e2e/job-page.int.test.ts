import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BreakableNetwork, openBreakableNetwork } from '../testing/breakable-network.ts';
import { choose, noBrowser, startWalk, violations, type Walk } from '../testing/walk.ts';

const samples = new URL('../../local/samples/', import.meta.url).pathname;

/** Writes a line every quarter of a second, so that there is time to look. */
const slowProgram = (lines: number) => `import time
for i in range(${lines}):
    print("line", i, flush=True)
    time.sleep(0.25)
open("/job/out/data.csv", "w").write("name,value\\n" + "\\n".join(f"row {i},{i}" for i in range(${lines})) + "\\n")
`;

describe.skipIf(noBrowser)(`the page of a job ${noBrowser ?? ''}`, () => {
  let walk: Walk;
  let network: BreakableNetwork;
  let page: Page;
  let first: string;

  beforeAll(async () => {
    walk = await startWalk();
    network = await openBreakableNetwork();
    page = await walk.signIn('reader@example.com', {
      proxy: { server: network.url, bypass: '<-loopback>' },
    });
    await choose(page, `${samples}bar-chart.png`);
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.locator('[data-outcome=reproduced]').waitFor();
    await page.getByRole('heading', { name: 'Receipt' }).waitFor();
    first = page.url();
  });
  afterAll(async () => {
    await walk?.close();
    await network?.close();
  });

  /** Has the job's program replaced by this one and run; the page is then at the new job. */
  async function run(code: string): Promise<string> {
    await page.goto(first);
    await page.getByRole('heading', { name: 'The program' }).scrollIntoViewIfNeeded();
    await page.getByLabel('Code of the program').fill(code);
    await page.getByRole('button', { name: 'Run edited code' }).click();
    await page.waitForURL((to) => to.href !== first);
    return page.url();
  }

  /** What the page says, without what depends on the moment of looking. */
  const words = (of: Page) =>
    of.locator('main').evaluate((main) => {
      const copy = main.cloneNode(true) as HTMLElement;
      for (const one of copy.querySelectorAll('time, .cm-editor, [aria-labelledby=versions]')) one.remove();
      return copy.innerText.replace(/\s+/g, ' ');
    });
  const whole = async (of: Page) => {
    await of.getByRole('heading', { name: 'Receipt' }).waitFor();
    await of.getByRole('region', { name: 'data.csv' }).waitFor();
    await of.getByRole('heading', { name: 'The program' }).scrollIntoViewIfNeeded();
    await of.locator('.cm-content').waitFor();
  };

  test('has nothing that axe finds wrong, at 320 pixels and in the dark as well', async () => {
    await whole(page);
    expect(await violations(page)).toEqual([]);
    const small = await walk.signIn('reader@example.com', {
      viewport: { width: 320, height: 640 },
      colorScheme: 'dark',
    });
    await small.goto(first);
    await whole(small);
    expect(await violations(small)).toEqual([]);
    const wide = await small.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide).toBeLessThanOrEqual(0);
    await small.context().close();
  });

  test('is read with the keyboard alone: slider, zoom, sorting', async () => {
    await page.getByRole('button', { name: 'Slider' }).press('Enter');
    const slider = page.getByRole('slider');
    await slider.press('End');
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/^100/);
    await page.getByRole('button', { name: 'Side by side' }).press('Enter');
    await page.getByRole('button', { name: 'Enlarge figure.png' }).press('Enter');
    const zoomed = page.getByRole('dialog', { name: 'figure.png' });
    await page.keyboard.press('+');
    await zoomed.getByText('150 %').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await zoomed.waitFor({ state: 'detached' });
    const grid = page.getByRole('region', { name: 'data.csv' });
    await grid.getByRole('button', { name: /Parcels/ }).press('Enter');
    await grid
      .getByRole('columnheader', { name: /Parcels/ })
      .and(page.locator('[aria-sort=ascending]'))
      .waitFor();
    expect(await grid.getByRole('row').nth(1).innerText()).toMatch(/West/);
  });

  test('its numbers are had as an Excel file', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: /Excel/ }).click();
    expect((await download).suggestedFilename()).toBe('data.xlsx');
  });

  test('is the same after ten reloads while the job ran as without any', async () => {
    const address = await run(slowProgram(40));
    const other = await page.context().newPage();
    for (let i = 0; i < 10; i += 1) {
      await other.goto(address);
      await other.waitForTimeout(Math.random() * 1000); // any moment is as good as another
    }
    await Promise.all([whole(page), whole(other)]);
    expect(await words(other)).toBe(await words(page));
    await other.close();
  });

  test('goes on after 15 s without a network, with every line once', async () => {
    await run(slowProgram(100));
    await page
      .getByRole('region', { name: 'Output while it runs' })
      .getByText('line 5', { exact: true })
      .waitFor();
    expect(await violations(page)).toEqual([]);
    network.cut();
    await page.context().setOffline(true);
    await page.getByText('The connection was lost').waitFor();
    await page.waitForTimeout(15_000); // what is promised, in its own time
    network.mend();
    await page.context().setOffline(false);
    await page.getByText('The connection was lost').waitFor({ state: 'detached' });
    await whole(page);
    const log = await page.getByRole('region', { name: 'Output', exact: true }).innerText();
    const lines = log.match(/line \d+/g) ?? [];
    expect(lines).toEqual(Array.from({ length: 100 }, (_, i) => `line ${i}`));
  });

  test('compares versions by figure, numbers and code, and goes back to one', async () => {
    await page.getByRole('region', { name: 'Versions' }).scrollIntoViewIfNeeded();
    await page.getByRole('button', { name: 'Compare with First version' }).click();
    await page.getByText('One of them has no figure.').waitFor();
    await page.getByRole('button', { name: 'Numbers', exact: true }).click();
    await page.getByText(/5 rows became 100/).waitFor();
    await page.getByRole('button', { name: 'Code', exact: true }).click();
    await page.getByText(/\d lines? added|hardly a line in common/).waitFor();
    expect(await violations(page)).toEqual([]);
    const before = page.url();
    await page.getByRole('button', { name: 'Go back to this version' }).click();
    await page.waitForURL((to) => to.href !== before);
    await page.getByAltText(/^Drawn by the program/).waitFor();
    expect(await page.getByRole('region', { name: 'data.csv' }).innerText()).toMatch(/North\s+4[23]\./);
  });

  test('takes another name, a reason why it is wrong, and its end with a receipt', async () => {
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByLabel('Name of the job').fill('Parcels of 2026');
    await page.keyboard.press('Enter');
    await page.getByText('Parcels of 2026').first().waitFor();
    await page.getByRole('button', { name: 'Wrong' }).click();
    await page.getByLabel('What is wrong?').fill('East is too high');
    await page.keyboard.press('Enter');
    await page.getByText('Thank you: it is kept.').waitFor();
    await page.getByRole('button', { name: 'Delete this job' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Delete it' }).click();
    await page.getByText(/^Deleted: 1 job, 1 attempt/).waitFor();
    await page.getByRole('link', { name: 'Back to the jobs' }).click();
    await page.waitForURL(/\/jobs$/);
  });

  test('no page complained on the console, but for the network that was away', () => {
    expect(walk.complaints.filter((words) => !words.includes('net::ERR_'))).toEqual([]);
  });
});
