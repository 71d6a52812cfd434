import { parseConfig } from '@snaprun/core/config';
import { describe, expect, test } from 'vitest';
import { privateKey } from '../testing/test-api.ts';
import { openSignIn } from './auth/sign-in-mode.ts';
import { ApiSettings } from './config.ts';

const env = {
  DATABASE_URL: 'postgres://localhost/snaprun',
  S3_ENDPOINT: 'http://127.0.0.1:9000',
  S3_BUCKET: 'snaprun',
  S3_ACCESS_KEY_ID: 'id',
  S3_SECRET_ACCESS_KEY: 'secret',
  VISION_BASE_URL: 'http://127.0.0.1:1/v1',
  REASONING_BASE_URL: 'http://127.0.0.1:1/v1',
  CODE_BASE_URL: 'http://127.0.0.1:1/v1,http://127.0.0.1:2/v1',
  WEB_ORIGIN: 'http://127.0.0.1:4400, https://app.example.test',
};

describe('the settings of the api', () => {
  test('are safe by default: loopback and real sign-in', () => {
    const clerk = { CLERK_JWT_KEY: 'key', CLERK_ISSUER: 'https://clerk.example.test' };
    expect(parseConfig(ApiSettings, { ...env, ...clerk })).toMatchObject({
      HOST: '127.0.0.1',
      AUTH_MODE: 'clerk',
      WEB_ORIGIN: ['http://127.0.0.1:4400', 'https://app.example.test'],
      ADMIN_USER_IDS: [],
    });
  });

  test('must hold the keys of the chosen sign-in', () => {
    expect(() => parseConfig(ApiSettings, env)).toThrow(/CLERK_JWT_KEY: .*\n.*CLERK_ISSUER: /);
    expect(() => parseConfig(ApiSettings, { ...env, AUTH_MODE: 'local' })).toThrow(
      'LOCAL_AUTH_KEY: is not set',
    );
  });

  test('take origins only as origins', () => {
    expect(() => parseConfig(ApiSettings, { ...env, WEB_ORIGIN: 'http://a.test/path' })).toThrow(
      'must be origins',
    );
  });

  test('open the sign-in they name', async () => {
    const local = parseConfig(ApiSettings, { ...env, AUTH_MODE: 'local', LOCAL_AUTH_KEY: privateKey });
    const { localIssuer, verifyToken } = await openSignIn(local);
    const { token } = (await localIssuer?.issue('a@example.test')) ?? { token: '' };
    expect((await verifyToken(token)).email).toBe('a@example.test');
    const clerk = { ...env, CLERK_JWT_KEY: 'a\\nb', CLERK_ISSUER: 'https://clerk.example.test' };
    expect((await openSignIn(parseConfig(ApiSettings, clerk))).localIssuer).toBeNull();
  });
});
