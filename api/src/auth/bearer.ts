import { verifyToken } from '@clerk/backend';
import { AppError } from '@snaprun/core/errors';

/** Who a token speaks for. */
export interface Identity {
  userId: string;
  email: string | null;
  /** When they proved it, as far as the token tells: at the latest when it was made. */
  signedInAt: Date;
}

export type VerifyToken = (token: string) => Promise<Identity>;

export interface BearerOptions {
  /** Public key, PEM or bare base64; tokens are verified without any network call. */
  jwtKey: string;
  issuer: string;
  /** Origins whose sessions are taken (`azp`); never empty. */
  authorizedParties: readonly string[];
}

/**
 * A check of bearer tokens; it resolves to the identity or throws `unauthenticated`.
 *
 * The library accepts tokens without `iss`, without `sid` and of pending sessions, so these are checked here.
 */
export function createTokenVerifier(options: BearerOptions): VerifyToken {
  const authorizedParties = [...options.authorizedParties];
  if (authorizedParties.length === 0) throw new Error('At least one authorized party is needed.');
  return async (token) => {
    const claims: Record<string, unknown> = await verifyToken(token, {
      jwtKey: options.jwtKey,
      authorizedParties,
    }).catch((cause: unknown) => {
      throw refused(cause);
    });
    const { sub, iss, sid, sts, iat, fva, email } = claims;
    if (iss !== options.issuer || typeof sid !== 'string' || sid === '') throw refused();
    if (typeof sub !== 'string' || !isUserId(sub)) throw refused();
    if (sts !== undefined && sts !== 'active') throw refused();
    if (typeof iat !== 'number') throw refused();
    return {
      userId: sub,
      email: typeof email === 'string' ? email : null,
      signedInAt: new Date(iat * 1000 - minutesSinceProof(fva) * 60_000),
    };
  };
}

/** Clerk renews tokens every minute and tells beside, in whole minutes, how long ago the person gave a first factor. */
function minutesSinceProof(fva: unknown): number {
  const minutes: unknown = Array.isArray(fva) ? fva[0] : undefined;
  return typeof minutes === 'number' && minutes > 0 ? minutes : 0;
}

function isUserId(subject: string): boolean {
  return /^[\x21-\x7e]{1,200}$/.test(subject);
}

function refused(cause?: unknown): AppError {
  return new AppError('unauthenticated', 'The session is not valid or has ended. Sign in again.', { cause });
}
