import { AUTH_MODE, PUBLIC_CLERK_PUBLISHABLE_KEY } from '$app/env/public';
import { originOf } from './content-security-policy.ts';

/** Clerk's key where it signs people in; null where the local issuer does. */
export const clerkKey: string | null =
  AUTH_MODE !== 'local' && PUBLIC_CLERK_PUBLISHABLE_KEY !== '' ? PUBLIC_CLERK_PUBLISHABLE_KEY : null;

/** The origin of Clerk's own server, which its publishable key holds as base64 of `host$`; null for what is no such key. */
export function clerkOrigin(key: string | null): string | null {
  const encoded = /^pk_(?:live|test)_([A-Za-z0-9+/]+={0,2})$/.exec(key ?? '')?.[1];
  if (encoded === undefined) return null;
  const host = /^([a-z0-9.-]+)\$$/i.exec(atob(encoded))?.[1];
  return host === undefined ? null : originOf(`https://${host}`);
}
