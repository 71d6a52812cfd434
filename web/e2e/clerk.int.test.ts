import { generateKeyPairSync, sign } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { complaintsOf, noBrowser, openBrowser, openSystem, skipReason, violations } from './walk.ts';

const clerk = 'https://clerk.walk.test';
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A session token as Clerk signs it, good for a minute. */
function sessionToken(origin: string): string {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = { iss: clerk, azp: origin, sub: 'user_ada', sid: 'sess_ada', sts: 'active' };
  const times = { iat: now - 1, nbf: now - 1, exp: now + 60 };
  const signed = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ ...claims, ...times })}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

/** Signing in by Clerk, whose own server alone is played. */
describe.skipIf(noBrowser)(`signing in by Clerk${skipReason}`, () => {
  let system: Awaited<ReturnType<typeof openSystem>>;
  let browser: Browser;
  let page: Page;
  let complaints: string[];
  let tokens = 0;

  beforeAll(async () => {
    system = await openSystem({
      AUTH_MODE: 'clerk',
      CLERK_ISSUER: clerk,
      CLERK_JWT_KEY: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      PUBLIC_CLERK_PUBLISHABLE_KEY: `pk_live_${btoa(`${new URL(clerk).host}$`)}`,
    });
    browser = await openBrowser();
    page = await browser.newPage({ locale: 'en-US' });
    complaints = complaintsOf(page);
    const double = await readFile(new URL('clerk-double.js', import.meta.url), 'utf8');
    const headers = { 'access-control-allow-origin': '*' };
    await page.route(`${clerk}/npm/**`, (route) =>
      route.fulfill({ headers, contentType: 'text/javascript', body: double }),
    );
    await page.route(`${clerk}/v1/token`, (route) => {
      tokens++;
      return route.fulfill({ headers, contentType: 'text/plain', body: sessionToken(system.url) });
    });
  });

  afterAll(async () => {
    await browser?.close();
    await system?.stop();
  });

  test('whoever comes to a page signs in by Clerk and is back on it', async () => {
    await page.goto(`${system.url}/jobs`);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/jobs');
    expect(await violations(page)).toEqual([]);
  });

  test('the api takes the session, and every request asks for the token of the moment', async () => {
    const before = tokens;
    await page.getByRole('link', { name: 'Models' }).click();
    await page.getByRole('button', { name: 'Account of ada@example.com' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Usage' }).click();
    await page.getByRole('meter', { name: 'Jobs today' }).waitFor();
    expect(tokens).toBeGreaterThan(before);
  });

  test('the profile at Clerk is reached from the settings', async () => {
    await page.goto(`${system.url}/settings`);
    await page.getByRole('link', { name: 'Account at the sign-in service' }).click();
    await page.getByRole('button', { name: 'Profile of Ada' }).waitFor();
  });

  test('the policy opens to Clerk and allows no inline script', async () => {
    const policy = (await page.request.get(`${system.url}/jobs`)).headers()['content-security-policy'] ?? '';
    const scripts = policy.split(';').find((directive) => directive.trim().startsWith('script-src'));
    expect(scripts).toContain(clerk);
    expect(scripts).not.toContain('unsafe-inline');
  });

  test('signing out ends it, and signing up begins it', async () => {
    await page.getByRole('button', { name: /^Account of/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    await page.goto(`${system.url}/sign-up`);
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.waitForURL(`${system.url}/`);
    await page.getByRole('button', { name: 'Account of ada@example.com' }).waitFor();
  });

  test('no page complained on the console', () => {
    expect(complaints).toEqual([]);
  });
});
