import { createHash, createPublicKey, randomUUID } from 'node:crypto';
import { AppError } from '@snaprun/core/errors';
import { importPKCS8, SignJWT } from 'jose';

export const localIssuerName = 'http://snaprun.local';
const lifetimeMs = 60 * 60 * 1000;

/** Signs in anybody who can reach this machine's loopback; it exists in local mode only. */
export interface LocalIssuer {
  issue(email: string): Promise<{ token: string; expiresAt: Date }>;
  /** PEM of the key that its tokens are verified with. */
  publicKey: string;
}

/**
 * A local stand-in for the sign-in service, with tokens of the same shape.
 *
 * `privateKey` is an RS256 key as PKCS #8 PEM. Throws unless `host` is a loopback address: whoever reaches it may be
 * anyone they like.
 */
export async function createLocalIssuer(options: {
  privateKey: string;
  host: string;
  webOrigin: string;
}): Promise<LocalIssuer> {
  if (!isLoopback(options.host))
    throw new AppError(
      'invalid_request',
      `AUTH_MODE=local lets everyone in, so the api must listen on loopback, not on ${options.host}. Set HOST=127.0.0.1 or AUTH_MODE=clerk.`,
    );
  const key = await importPKCS8(options.privateKey, 'RS256');
  const publicKey = createPublicKey(options.privateKey).export({ type: 'spki', format: 'pem' }).toString();
  return {
    publicKey,
    async issue(email) {
      const issuedAt = Math.floor(Date.now() / 1000);
      const expiresAt = new Date(issuedAt * 1000 + lifetimeMs);
      const token = await new SignJWT({ azp: options.webOrigin, sid: `sess_${randomUUID()}`, email })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
        .setIssuer(localIssuerName)
        .setSubject(localUserId(email))
        .setIssuedAt(issuedAt)
        .setNotBefore(issuedAt)
        .setExpirationTime(expiresAt)
        .sign(key);
      return { token, expiresAt };
    },
  };
}

/** The same person gets the same id each time, whatever the case of the address. */
export function localUserId(email: string): string {
  return `local_${createHash('sha256').update(email.toLowerCase()).digest('hex').slice(0, 24)}`;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
