import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';

/** Somebody whom the stack takes for signed in with Clerk: the rehearsal holds the key in Clerk's place. */
export interface Person {
  /** What the api verifies with, in PEM. */
  publicKey: string;
  token(): string;
}

/** A person with a key of their own; tokens are as Clerk makes them and last ten minutes. */
export function createPerson(issuer: string, origin: string): Person {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const sub = `user_${randomUUID().replaceAll('-', '').slice(0, 24)}`;
  const sid = `sess_${randomUUID()}`;
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    token() {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        iss: issuer,
        sub,
        sid,
        azp: origin,
        sts: 'active',
        iat: now,
        nbf: now - 5,
        exp: now + 600,
      };
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const body = `${part({ alg: 'RS256', typ: 'JWT', kid: 'rehearsal' })}.${part({ ...claims, fva: [0, -1] })}`;
      return `${body}.${createSign('RSA-SHA256').update(body).sign(privateKey, 'base64url')}`;
    },
  };
}
