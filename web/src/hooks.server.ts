import type { Handle } from '@sveltejs/kit/hooks';
import { allowOrigins, originOf } from '#lib/content-security-policy.ts';
import { S3_ENDPOINT, S3_PUBLIC_ENDPOINT } from '$app/env/private';
import { PUBLIC_API_URL } from '$app/env/public';

const storage = originOf(S3_PUBLIC_ENDPOINT ?? S3_ENDPOINT);
const api = originOf(PUBLIC_API_URL);

export const handle: Handle = async ({ event, resolve }) => {
  const response = await resolve(event);
  const policy = response.headers.get('content-security-policy');
  if (policy !== null) {
    const open = allowOrigins(policy, { 'connect-src': [api, storage], 'img-src': [storage] });
    response.headers.set('content-security-policy', open);
  }
  response.headers.set('x-content-type-options', 'nosniff');
  response.headers.set('referrer-policy', 'no-referrer');
  return response;
};
