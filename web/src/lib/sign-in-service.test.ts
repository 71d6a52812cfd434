import { expect, test } from 'vitest';
import { clerkOrigin } from './sign-in-service.ts';

const key = (host: string, kind = 'live') => `pk_${kind}_${btoa(`${host}$`)}`;

test.each([
  [key('clerk.example.com'), 'https://clerk.example.com'],
  [key('happy-fox-1.clerk.accounts.dev', 'test'), 'https://happy-fox-1.clerk.accounts.dev'],
  [key("evil.example; script-src 'unsafe-inline'"), null],
  [`pk_live_${btoa('no-dollar.example')}`, null],
  ['sk_live_c2VjcmV0', null],
  ['', null],
  [null, null],
])('the origin in the key %s is %s', (given, origin) => {
  expect(clerkOrigin(given)).toBe(origin);
});
