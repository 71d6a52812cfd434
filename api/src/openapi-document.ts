import type { OpenAPIHono } from '@hono/zod-openapi';
import type { AppEnv } from './deps.ts';
import { examples } from './openapi-examples.ts';
import { linkOperations } from './openapi-links.ts';

type OpenAPIObjectConfig = Parameters<OpenAPIHono['getOpenAPI31Document']>[0];

/** The head of the OpenAPI document; the paths come from the routes. */
const documentHead: OpenAPIObjectConfig = {
  openapi: '3.1.0',
  info: {
    title: 'Snaprun',
    version: '1.0.0',
    description: [
      'A picture in, executed Python out.',
      '**Errors** are `application/problem+json` (RFC 9457) with a stable `code` and a sentence in `detail`. What belongs to somebody else is the same 404 as what does not exist.',
      '**Limits** hold per person, whatever the number of programs: requests a minute and jobs a day (429, with `Retry-After`), jobs at once and stored bytes (409, code `quota_exceeded`). Every answer to a token carries `RateLimit` and `RateLimit-Policy`; `GET /v1/usage` shows all limits.',
      '**Repeating safely**: a POST that creates takes an `Idempotency-Key`. The same key with the same request gets the same answer for a day; with another request it is a 409.',
    ].join('\n\n'),
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  servers: [{ url: '/' }],
};

export const bearerScheme = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT or personal token',
  description:
    'A session token of the sign-in service (in local mode of `POST /v1/local/sign-in`), or a personal token (`POST /v1/tokens`), which may only do what its scopes say.',
} as const;

/** The contract as the routes say it, with an example for each shape that is worth showing. */
export function openapiDocument(app: Pick<OpenAPIHono<AppEnv>, 'getOpenAPI31Document'>) {
  const document = app.getOpenAPI31Document(documentHead);
  linkOperations(document);
  const schemas = document.components?.schemas ?? {};
  for (const [name, example] of Object.entries(examples)) {
    const schema = schemas[name];
    // Shapes of routes that are not mounted, as the local sign-in, are not there.
    if (schema !== undefined) schemas[name] = { ...schema, example };
  }
  return document;
}
