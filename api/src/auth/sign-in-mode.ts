import { AppError } from '@snaprun/core/errors';
import type { ApiSettings } from '../config.ts';
import { createTokenVerifier, type VerifyToken } from './bearer.ts';
import { createLocalIssuer, type LocalIssuer, localIssuerName } from './local-issuer.ts';

/** The token check of the chosen AUTH_MODE, and in local mode the issuer that goes with it. */
export async function openSignIn(
  settings: ApiSettings,
): Promise<{ verifyToken: VerifyToken; localIssuer: LocalIssuer | null }> {
  const { AUTH_MODE, HOST, LOCAL_AUTH_KEY, CLERK_JWT_KEY, CLERK_ISSUER, WEB_ORIGIN } = settings;
  const [webOrigin] = WEB_ORIGIN;
  if (AUTH_MODE === 'local' && LOCAL_AUTH_KEY && webOrigin) {
    const localIssuer = await createLocalIssuer({ privateKey: LOCAL_AUTH_KEY, host: HOST, webOrigin });
    const verifyToken = createTokenVerifier({
      jwtKey: localIssuer.publicKey,
      issuer: localIssuerName,
      authorizedParties: WEB_ORIGIN,
    });
    return { verifyToken, localIssuer };
  }
  if (AUTH_MODE === 'clerk' && CLERK_JWT_KEY && CLERK_ISSUER) {
    // A PEM in an environment file often has its line breaks written as \n.
    const jwtKey = CLERK_JWT_KEY.replaceAll('\\n', '\n');
    const verifyToken = createTokenVerifier({ jwtKey, issuer: CLERK_ISSUER, authorizedParties: WEB_ORIGIN });
    return { verifyToken, localIssuer: null };
  }
  throw new AppError('invalid_request', `AUTH_MODE=${AUTH_MODE} lacks its keys.`);
}
