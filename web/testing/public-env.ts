/** `$app/env/public` for tests, which have no server that would fill it: the api is on the same origin. */
export const PUBLIC_API_URL = '';
