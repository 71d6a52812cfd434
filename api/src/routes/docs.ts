import { AppError } from '@snaprun/core/errors';
import { Hono } from 'hono';
import type { AppDeps, AppEnv } from '../deps.ts';

const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Snaprun API</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="docs"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#docs', deepLinking: true });\n`;

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

/** A page that shows the contract, with its own copy of Swagger UI. */
export function docsRoutes({ docsAsset }: Pick<AppDeps, 'docsAsset'>) {
  return new Hono<AppEnv>()
    .get('/docs', (c) => c.html(page, 200, { 'content-security-policy': policy }))
    .get('/docs/start.js', (c) => c.body(start, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
    .get('/docs/:asset', async (c) => {
      const name = c.req.param('asset');
      const mediaType = assets[name];
      const body = mediaType === undefined ? null : await docsAsset(name);
      if (mediaType === undefined || body === null)
        throw new AppError('not_found', 'There is nothing at this address.');
      return c.body(body, 200, { 'content-type': mediaType, 'cache-control': 'public, max-age=86400' });
    });
}
