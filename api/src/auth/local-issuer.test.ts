import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { privateKey } from '../../testing/test-api.ts';
import { createLocalIssuer, isLoopback, localUserId } from './local-issuer.ts';

const webOrigin = 'http://127.0.0.1:4400';

describe('the local issuer', () => {
  test('signs the claims of a session', async () => {
    const issuer = await createLocalIssuer({ privateKey, host: '127.0.0.1', webOrigin });
    const claims = decodeJwt((await issuer.issue('Ann@example.test')).token);
    expect(claims).toMatchObject({
      iss: 'http://snaprun.local',
      azp: webOrigin,
      sub: localUserId('ann@example.test'),
      email: 'Ann@example.test',
    });
    expect(claims.sub).toMatch(/^local_[0-9a-f]{24}$/);
    expect(claims.sid).toMatch(/^sess_/);
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(3600);
  });

  test.each(['0.0.0.0', '::', '192.168.1.5', 'example.test', '127.0.0.1.evil.test', ''])(
    'refuses to start when the api listens on %j',
    async (host) => {
      await expect(createLocalIssuer({ privateKey, host, webOrigin })).rejects.toThrow(
        'must listen on loopback',
      );
    },
  );

  test('takes every loopback name', () => {
    for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1', '[::1]'])
      expect(isLoopback(host)).toBe(true);
  });
});
