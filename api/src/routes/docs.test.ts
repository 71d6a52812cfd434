import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestApi, type TestApi } from '../../testing/test-api.ts';
import { readDocsAsset } from '../docs-assets.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ docsAsset: readDocsAsset });
});
afterAll(() => api.close());

describe('GET /docs', () => {
  test('names nothing from another host, and everything it names is there', async () => {
    const response = await api.app.request('/docs');
    const html = await response.text();
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    const addresses = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
    expect(addresses).toHaveLength(5);
    for (const address of addresses) {
      expect(address).toMatch(/^\/docs\//);
      const asset = await api.app.request(address);
      expect(asset.status).toBe(200);
      expect(asset.headers.get('content-type')).toMatch(/^(text\/(css|javascript)|image\/png)/);
      expect((await asset.arrayBuffer()).byteLength).toBeGreaterThan(50);
    }
  });

  test('shows every example of docs/examples as it is in its file', async () => {
    const page = (await (await api.app.request('/docs')).text())
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    const folder = new URL('../../../docs/examples/', import.meta.url);
    const files = await readdir(folder);
    expect(files.sort()).toEqual(['start.py', 'start.sh', 'start.ts']);
    for (const file of files)
      expect(page, `${file}: run npm run openapi`).toContain(await readFile(new URL(file, folder), 'utf8'));
  });

  test('an asset that is not installed is null', async () => {
    expect(await readDocsAsset('nothing.js')).toBeNull();
  });
});

test('GET /openapi.json is OpenAPI 3.1 with the bearer scheme', async () => {
  const document = await (await api.app.request('/openapi.json')).json();
  expect(document).toMatchObject({
    openapi: '3.1.0',
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  });
});

test('GET /openapi.json of a hosted api does not tell of the local sign-in', async () => {
  const hosted = await openTestApi({ localIssuer: null, clerkWebhookSecret: null });
  const response = await hosted.app.request('/openapi.json');
  expect(response.status).toBe(200);
  const { paths, components } = (await response.json()) as { paths: object; components: { schemas: object } };
  expect(paths).not.toHaveProperty(['/v1/local/sign-in']);
  expect(components.schemas).not.toHaveProperty('SignIn');
  expect(components.schemas).toHaveProperty('Job.example');
  await hosted.close();
});
