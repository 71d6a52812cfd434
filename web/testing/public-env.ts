/** `$app/env/public` for tests, which have no server that would fill it: the api is on the same origin. */
export const PUBLIC_API_URL = '';
/** Nothing is reported. */
export const SENTRY_DSN: string | undefined = undefined;
export const SENTRY_ENVIRONMENT = 'test';
export const SENTRY_RELEASE: string | undefined = undefined;
