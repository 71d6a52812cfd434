import { generateKeyPairSync } from 'node:crypto';
import { importPKCS8, type JWTPayload, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { createTokenVerifier } from './bearer.ts';

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const ours = pair();
const now = Math.floor(Date.now() / 1000);
const good = {
  iss: 'https://clerk.example.test',
  azp: 'https://app.example.test',
  sub: 'user_1',
  sid: 'sess_1',
  iat: now - 10,
  nbf: now - 10,
  exp: now + 60,
};
const verify = createTokenVerifier({
  jwtKey: ours.publicKey,
  issuer: good.iss,
  authorizedParties: [good.azp],
});
const sign = async (claims: JWTPayload, key = ours.privateKey) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'RS256', typ: 'JWT' }).sign(await importPKCS8(key, 'RS256'));

describe('a bearer token', () => {
  test('speaks for its subject', async () => {
    const signedInAt = new Date(good.iat * 1000);
    expect(await verify(await sign(good))).toEqual({ userId: 'user_1', email: null, signedInAt });
    expect(await verify(await sign({ ...good, sts: 'active', email: 'a@example.test' }))).toEqual({
      userId: 'user_1',
      email: 'a@example.test',
      signedInAt,
    });
  });

  test.each([
    ['the first factor was given', [30, -1], 30 * 60],
    ['it was made, where no factor is told', undefined, 0],
    ['it was made, where the factor was never given', [-1, -1], 0],
    ['it was made, where nonsense is told', 'soon', 0],
  ])('tells since when its session is: when %s', async (_what, fva, seconds) => {
    const { signedInAt } = await verify(await sign({ ...good, fva }));
    expect(signedInAt).toEqual(new Date((good.iat - seconds) * 1000));
  });

  test.each([
    ['of another issuer', { iss: 'https://evil.test' }],
    ['without an issuer', { iss: undefined }],
    ['without a session', { sid: undefined }],
    ['of a pending session', { sts: 'pending' }],
    ['of another app', { azp: 'https://evil.test' }],
    ['of no app', { azp: undefined }],
    ['without a time of issue', { iat: undefined }],
    ['without a subject', { sub: undefined }],
    ['with an odd subject', { sub: 'a b\n' }],
    ['that has expired', { exp: now - 60 }],
    ['from the future', { iat: now + 600, nbf: now + 600 }],
  ])('%s is refused', async (_what, change) => {
    await expect(verify(await sign({ ...good, ...change }))).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  test('signed with another key, unsigned or no token at all is refused', async () => {
    const none = `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify(good))}.`;
    for (const token of [await sign(good, pair().privateKey), none, 'x'])
      await expect(verify(token)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  test('cannot be checked without authorized parties', () => {
    expect(() => createTokenVerifier({ jwtKey: 'k', issuer: 'i', authorizedParties: [] })).toThrow(
      'authorized',
    );
  });
});
