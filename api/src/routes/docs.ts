import { AppError } from '@snaprun/core/errors';
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { AppDeps, AppEnv } from '../deps.ts';
import samples from './docs-samples.json' with { type: 'json' };

const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Snaprun API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="stylesheet" href="/docs/page.css">
</head>
<body>
<section class="samples" aria-labelledby="samples">
<h1 id="samples">From a picture to its numbers</h1>
<p>Each of these is a whole program. Set <code>SNAPRUN_TOKEN</code> to a personal token (<code>POST /v1/tokens</code>), and <code>SNAPRUN_URL</code> to this origin.</p>
${samples.map(
  ({ title, file, code }) => html`<details name="sample">
<summary>${title}: ${file}</summary>
<pre><code>${code}</code></pre>
</details>
`,
)}</section>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const pageStyle = `.samples { box-sizing: border-box; max-width: 1460px; margin: 0 auto; padding: 24px 20px 0; font-family: sans-serif; color: #3b4151; }
.samples summary { cursor: pointer; padding: 6px 0; font-weight: 600; }
.samples pre { overflow-x: auto; margin: 0 0 12px; padding: 16px; border-radius: 4px; background: #1f2430; color: #f2f4f8; font-size: 13px; line-height: 1.5; }
`;

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true, tryItOutEnabled: true });\n`;

/** Everything the page needs comes from here; it may load nothing from anywhere else. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A page that shows examples and the contract, with its own copy of Swagger UI; each route can be tried on it. */
export function docsRoutes({ docsAsset }: Pick<AppDeps, 'docsAsset'>) {
  return new Hono<AppEnv>()
    .get('/docs', (c) => c.html(page, 200, { 'content-security-policy': policy }))
    .get('/docs/start.js', (c) => c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
    .get('/docs/page.css', (c) => c.body(pageStyle, 200, { 'content-type': 'text/css; charset=utf-8' }))
    .get('/docs/:asset', async (c) => {
      const name = c.req.param('asset');
      const mediaType = assets[name];
      const body = mediaType === undefined ? null : await docsAsset(name);
      if (mediaType === undefined || body === null)
        throw new AppError('not_found', 'There is nothing at this address.');
      return c.body(body, 200, { 'content-type': mediaType, 'cache-control': 'public, max-age=86400' });
    });
}
