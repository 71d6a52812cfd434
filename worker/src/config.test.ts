import { expect, test } from 'vitest';
import { workerConfig } from './config.ts';

const env = {
  DATABASE_URL: 'postgres://localhost/x',
  S3_ENDPOINT: 'http://localhost:1',
  S3_BUCKET: 'snaprun',
  S3_ACCESS_KEY_ID: 'key',
  S3_SECRET_ACCESS_KEY: 'secret',
  VISION_BASE_URL: 'http://localhost:2/v1/',
  REASONING_BASE_URL: 'http://localhost:3/v1',
  CODE_BASE_URL: 'http://localhost:4/v1,http://localhost:5/v1',
  SANDBOX_PYTHON_JSON: '{"sandboxDir": "/python", "more": 1}',
  CRITIC_PYTHON: '/critic/bin/python',
};

test('settings become a config with defaults', () => {
  expect(workerConfig(env)).toMatchObject({
    slots: 2,
    sandbox: { driver: 'auto', pythonDir: '/python', bwrap: 'bwrap' },
    models: {
      vision: { baseUrls: ['http://localhost:2/v1'] },
      code: { baseUrls: ['http://localhost:4/v1', 'http://localhost:5/v1'] },
    },
  });
});

test('spans are sent where both keys of Langfuse are set, and one alone is a mistake', () => {
  const keys = { LANGFUSE_PUBLIC_KEY: 'pk', LANGFUSE_SECRET_KEY: 'sk' };
  expect(workerConfig(env).langfuse).toBeNull();
  expect(workerConfig({ ...env, ...keys }).langfuse).toEqual({
    baseUrl: 'https://cloud.langfuse.com',
    publicKey: 'pk',
    secretKey: 'sk',
  });
  expect(() => workerConfig({ ...env, LANGFUSE_PUBLIC_KEY: 'pk' })).toThrow(
    /LANGFUSE_SECRET_KEY: is not set/,
  );
});

test('failpoints are refused in production', () => {
  const armed = { ...env, FAILPOINTS_DIR: '/tmp/points' };
  expect(workerConfig(armed).failpointsDir).toBe('/tmp/points');
  expect(workerConfig(env).failpointsDir).toBeNull();
  expect(() => workerConfig({ ...armed, NODE_ENV: 'production' })).toThrow(/FAILPOINTS_DIR: is for tests/);
});

test('every bad setting is named in one error', () => {
  const broken = { ...env, WORKER_SLOTS: '0', SANDBOX_PYTHON_JSON: '{', DATABASE_URL: 'no url' };
  expect(() => workerConfig(broken)).toThrow(/DATABASE_URL[\s\S]*WORKER_SLOTS[\s\S]*SANDBOX_PYTHON_JSON/);
});
