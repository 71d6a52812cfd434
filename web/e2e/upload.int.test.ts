import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BreakableNetwork, openBreakableNetwork } from '../testing/breakable-network.ts';
import { writeNoisePicture } from '../testing/noise-picture.ts';
import { choose, noBrowser, startWalk, violations, type Walk } from '../testing/walk.ts';

const samples = new URL('../../local/samples/', import.meta.url).pathname;

interface Watched {
  /** Until all of the picture is sent; what comes then is another page. */
  longTasks: number[];
  shares: number[];
  sentAt: number;
}

describe.skipIf(noBrowser)(`uploading ${noBrowser ?? ''}`, () => {
  let walk: Walk;
  let network: BreakableNetwork;
  let page: Page;
  let large: string;

  beforeAll(async () => {
    walk = await startWalk();
    network = await openBreakableNetwork();
    page = await walk.signIn('uploader@example.com', {
      proxy: { server: network.url, bypass: '<-loopback>' },
    });
    large = join(walk.home, 'large.png');
    await writeNoisePicture(large, { width: 8000, height: 5000, bytes: 19_700_000 });
  });
  afterAll(async () => {
    await walk?.close();
    await network?.close();
  });

  /** Notes long tasks and what the progress bar says, from now on. */
  const watch = () =>
    page.evaluate(() => {
      const watched: Watched = { longTasks: [], shares: [], sentAt: Infinity };
      Object.assign(window, { watched });
      new PerformanceObserver((list) => {
        const during = list.getEntries().filter(({ startTime }) => startTime < watched.sentAt);
        watched.longTasks.push(...during.map(({ duration }) => duration));
      }).observe({ type: 'longtask' });
      new MutationObserver(() => {
        const bar = document.querySelector('[role=progressbar]');
        const share = Number(bar?.getAttribute('aria-valuenow') ?? 0);
        if (share !== watched.shares.at(-1)) watched.shares.push(share);
        if (share === 100) watched.sentAt = performance.now();
      }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ['aria-valuenow'] });
    });
  const watched = () => page.evaluate(() => (window as unknown as { watched: Watched }).watched);

  async function limitUpload(bytesPerSecond: number): Promise<void> {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput: bytesPerSecond,
    });
  }

  test('the first page needs at most 90 KB of JavaScript', async () => {
    const scripts = new Set<string>();
    page.on('request', (request) => {
      if (request.url().endsWith('.js')) scripts.add(request.url());
    });
    await page.reload();
    await page.locator('[data-dropzone] button').waitFor();
    await page.waitForLoadState('load');
    page.removeAllListeners('request');
    const sizes = [...scripts].map(async (url) => {
      const script = await (await fetch(url)).arrayBuffer();
      return gzipSync(script).length;
    });
    const bytes = await Promise.all(sizes);
    const sum = bytes.reduce((all, one) => all + one, 0);
    process.stdout.write(`first page: ${sum} bytes of gzipped JavaScript in ${bytes.length} files\n`);
    expect(bytes.length).toBeGreaterThan(3);
    expect(sum).toBeLessThanOrEqual(90_000);
  });

  test('a file that is no good gets its sentence before a byte moves', async () => {
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') sent.push(request.url());
    });
    const tooLarge = Buffer.alloc(21_000_000);
    tooLarge.write('\x89PNG\r\n\x1a\n', 'latin1');
    await choose(page, [
      { name: 'report.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n') },
      { name: 'empty.png', mimeType: 'image/png', buffer: Buffer.alloc(0) },
      { name: 'large.png', mimeType: 'image/png', buffer: tooLarge },
    ]);
    const said = (name: string) => page.getByRole('article', { name }).getByRole('alert').innerText();
    expect(await said('report.pdf')).toMatch(/This is a PDF; a PNG or JPEG is wanted/);
    expect(await said('empty.png')).toMatch(/This file is empty/);
    expect(await said('large.png')).toMatch(/has 21\.0 MB; the limit is 20 MB/);
    expect(sent).toEqual([]);
    expect(await violations(page)).toEqual([]);
    for (const name of ['report.pdf', 'empty.png', 'large.png'])
      await page.getByRole('button', { name: `Remove ${name}` }).click();
  });

  test('what is dropped anywhere is taken, and once Dropzone has come its zone takes it as well', async () => {
    const drag = (selector: string, type: string) =>
      page.evaluate(
        ([target, kind]) => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(['hello'], `${kind}-${target}.png`));
          const event = new DragEvent(kind ?? '', { dataTransfer, bubbles: true, cancelable: true });
          document.querySelector(target ?? '')?.dispatchEvent(event);
        },
        [selector, type],
      );
    await drag('body', 'dragenter');
    await page.locator('#dropId').waitFor();
    for (const target of ['h1', '#dropId']) {
      await drag(target, 'drop');
      await page.getByRole('button', { name: `Remove drop-${target}.png` }).click();
    }
    expect(await page.getByRole('article').count()).toBe(0);
  });

  test('one chart is cut out of a picture with the keyboard alone', async () => {
    await choose(page, `${samples}line-chart.png`);
    await page.getByRole('button', { name: 'Crop or turn line-chart.png' }).press('Enter');
    await page.getByLabel('Left').fill('100');
    await page.getByLabel('Width').fill('400');
    await page.getByLabel('Width').press('Tab');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Use this part' }).press('Enter');
    await page.getByText(/400 × 495 pixels/).waitFor();
    await page.getByRole('button', { name: 'Undo crop of line-chart.png' }).click();
    await page.getByText(/770 × 495 pixels/).waitFor();
    await page.getByRole('button', { name: 'Remove line-chart.png' }).click();
  });

  test('several pictures become several jobs; one that is there twice is told so', async () => {
    await choose(page, [`${samples}bar-chart.png`, `${samples}table.png`]);
    await page.getByRole('button', { name: 'Run all 2' }).waitFor();
    await choose(page, `${samples}table.png`);
    await page.getByText('This picture is in the list already.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Run all 2' }).click();
    await page.getByText('All of them are at work.').waitFor();
    expect(await page.getByRole('link', { name: 'See it run' }).count()).toBe(2);
    await page.getByRole('button', { name: 'Start with other pictures' }).click();
  });

  test('20 MB and 40 megapixels move smoothly, and can be paused', async () => {
    const { size } = await stat(large);
    expect(size).toBeGreaterThan(19_000_000);
    expect(size).toBeLessThanOrEqual(20_000_000);
    await limitUpload(4_000_000);
    await watch();
    await choose(page, large);
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.waitForFunction(
      () => Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')) > 10,
    );
    await page.getByRole('button', { name: 'Pause large.png' }).click();
    await page.getByText('Paused').waitFor();
    await page.getByRole('button', { name: 'Go on with large.png' }).click();
    await page.waitForURL(/\/jobs\/job_/);
    const { longTasks, shares } = await watched();
    process.stdout.write(
      `long tasks: ${longTasks.map(Math.round).join(', ') || 'none'} ms; ${shares.length} steps\n`,
    );
    expect(longTasks.filter((ms) => ms > 100)).toEqual([]);
    expect(shares.length).toBeGreaterThan(15);
  });

  test('cancelling a job visibly ends it', async () => {
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'You stopped this job' }).waitFor();
    expect(await page.getByRole('button', { name: 'Cancel' }).count()).toBe(0);
  });

  test('a network that is away for 15 s in the middle is waited out', async () => {
    const other = join(walk.home, 'other.png');
    await writeNoisePicture(other, { width: 6000, height: 4000, bytes: 16_000_000 });
    await page.goto(walk.url);
    await limitUpload(2_000_000);
    await choose(page, other);
    await page.getByRole('button', { name: 'Run it' }).click();
    await page.waitForFunction(
      () => Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')) > 20,
    );
    network.cut();
    await page.context().setOffline(true);
    await page.getByText('Waiting for the connection').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.waitForTimeout(15_000); // what is promised, in its own time
    network.mend();
    await page.context().setOffline(false);
    await page.waitForURL(/\/jobs\/job_/);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('heading', { name: 'You stopped this job' }).waitFor();
  });

  test('no page complained on the console, but for the network that was away', () => {
    expect(walk.complaints.filter((words) => !words.includes('net::ERR_'))).toEqual([]);
  });
});
