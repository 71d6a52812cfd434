/** `$app/env/public` for tests, which have no server that would fill it: the api is on the same origin. */
export const PUBLIC_API_URL = '';
/** The local issuer signs in. */
export const AUTH_MODE = 'local';
export const PUBLIC_CLERK_PUBLISHABLE_KEY = '';
/** Nothing is reported. */
export const SENTRY_DSN: string | undefined = undefined;
export const SENTRY_ENVIRONMENT = 'test';
export const SENTRY_RELEASE: string | undefined = undefined;
