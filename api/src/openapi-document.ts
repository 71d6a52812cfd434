import type { OpenAPIHono } from '@hono/zod-openapi';

type OpenAPIObjectConfig = Parameters<OpenAPIHono['getOpenAPI31Document']>[0];

/** The head of the OpenAPI document; the paths come from the routes. */
export const documentHead: OpenAPIObjectConfig = {
  openapi: '3.1.0',
  info: {
    title: 'Snaprun',
    version: '1.0.0',
    description: 'A picture in, executed Python out. Errors are application/problem+json (RFC 9457).',
    license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
  },
  servers: [{ url: '/' }],
};

export const bearerScheme = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'A session token of the sign-in service, or in local mode of POST /v1/local/sign-in.',
} as const;
