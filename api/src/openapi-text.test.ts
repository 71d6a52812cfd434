import { readFile } from 'node:fs/promises';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { examples } from './openapi-examples.ts';
import { openapiText } from './openapi-text.ts';

test('openapi.json is what the routes say (regenerate it with: node api/src/write-openapi.ts)', async () => {
  const committed = await readFile(new URL('../openapi.json', import.meta.url), 'utf8');
  expect(committed).toBe(await openapiText());
});

test('openapi.json is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const result = await validator.validate(JSON.parse(await openapiText()));
  expect(result.errors).toBeUndefined();
  expect(result.valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('every route under /v1 asks for a bearer token, but for the local sign-in and what a link shows', async () => {
  const { paths } = JSON.parse(await openapiText()) as {
    paths: Record<string, Record<string, { security?: unknown }>>;
  };
  const open = Object.entries(paths)
    .filter(([path]) => path.startsWith('/v1/'))
    .flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { security }]) => (security ? [] : [`${method} ${path}`])),
    );
  expect(open).toEqual(['post /v1/local/sign-in', 'get /v1/shares/{share}']);
});

test('every example is of its shape', async () => {
  const text = (await openapiText()).replaceAll('#/components/schemas/', '#/$defs/');
  const { components } = JSON.parse(text) as {
    components: { schemas: Record<string, Record<string, unknown> & { example?: unknown }> };
  };
  const $defs = components.schemas;
  const shown = Object.entries($defs).filter(([, { example }]) => example !== undefined);
  expect(Object.keys($defs)).toEqual(expect.arrayContaining(Object.keys(examples)));
  for (const [name, schema] of shown) {
    const { error } = z.fromJSONSchema({ ...schema, $defs } as never).safeParse(schema.example);
    expect(error?.message, name).toBeUndefined();
  }
});
