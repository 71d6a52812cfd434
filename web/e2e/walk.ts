import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const root = new URL('../../', import.meta.url).pathname;
const browserPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (path) => existsSync(path),
);
export const noBrowser = browserPath === undefined;
/** For the title of a suite that cannot run. */
export const skipReason = noBrowser
  ? ' (skipped: no Chromium in /usr/bin; `apt install chromium` brings one)'
  : '';

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath ?? '',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}

/** The whole system as `npm start` boots it, on data of its own, with these settings over the environment's. */
export async function openSystem(
  settings: Record<string, string> = {},
): Promise<{ url: string; stop: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'snaprun-walk-'));
  const system = spawn(process.execPath, [`${root}local/src/main.ts`, '--data', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...settings },
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    system.stdout.on('data', (chunk: Buffer) => {
      said += chunk;
      const ready = /Snaprun is ready at (\S+)/.exec(said)?.[1];
      if (ready) resolve(ready);
    });
    system.once('exit', (code) => reject(new Error(`The system ended with ${code} before it was ready.`)));
  });
  return {
    url,
    async stop() {
      system.kill('SIGTERM');
      if (system.exitCode === null) await once(system, 'exit');
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Collects what a page complains about on its console; the list grows while the page is used. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return complaints;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with the page as it is, in both themes. */
export async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate('scrollTo(0, 0)');
    await page.evaluate(axe);
    const look = () =>
      page.evaluate<string[]>(
        `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then(({ violations }) =>
          violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 200)).join(' | ')))`,
      );
    let results = await look();
    // Right after the switch a text may still have the colour of the other scheme; what is wrong stays wrong.
    for (let again = 0; results.length > 0 && again < 3; again++) {
      await page.waitForTimeout(300);
      results = await look();
    }
    found.push(...results.map((result) => `${colorScheme} ${result}`));
  }
  return found;
}

/** How many pixels a page is wider than its window. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)');
}

/** The api as a program uses it. */
export class Program {
  readonly #url: string;
  #token: string | null;

  constructor(url: string, token: string | null = null) {
    this.#url = url;
    this.#token = token;
  }

  async signIn(email: string): Promise<void> {
    this.#token = (await this.ask<{ token: string }>('POST', '/v1/local/sign-in', { email })).token;
  }

  async status(path: string): Promise<number> {
    return (await this.#fetch('GET', path)).status;
  }

  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await this.#fetch(method, path, body);
    if (!answer.ok)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Uploads a sample and starts a job on it; returns the job's id. */
  async startJob(sample: string, instruction?: string): Promise<string> {
    const bytes = await readFile(`${root}web/static/samples/${sample}`);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const wanted = { name: sample, mediaType: 'image/png', bytes: bytes.length, sha256 };
    const { file, upload } = await this.ask<{
      file: { id: string };
      upload: { url: string; headers: Record<string, string> } | null;
    }>('POST', '/v1/files', wanted);
    if (upload) await fetch(upload.url, { method: 'PUT', headers: upload.headers, body: bytes });
    const { id } = await this.ask<{ id: string }>('POST', '/v1/jobs', {
      fileId: file.id,
      ...(instruction ? { instruction } : {}),
    });
    return id;
  }

  async ended(id: string): Promise<void> {
    const answer = await this.#fetch('GET', `/v1/jobs/${id}`, undefined, { prefer: 'wait=60' });
    const { status } = (await answer.json()) as { status: string };
    if (status === 'queued' || status === 'running') throw new Error(`Job ${id} has not ended in a minute.`);
  }

  #fetch(method: string, path: string, body?: object, more: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
