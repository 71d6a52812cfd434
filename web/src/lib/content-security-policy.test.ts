import { describe, expect, test } from 'vitest';
import { allowOrigins, originOf } from './content-security-policy.ts';

describe('allowOrigins', () => {
  test('adds an origin to the named directive only', () => {
    expect(
      allowOrigins("connect-src 'self'; script-src 'self' 'nonce-x'", {
        'connect-src': ['http://store:9000'],
      }),
    ).toBe("connect-src 'self' http://store:9000; script-src 'self' 'nonce-x'");
  });

  test('leaves the policy as it is without an origin', () => {
    expect(allowOrigins("img-src 'self'", { 'img-src': [null] })).toBe("img-src 'self'");
  });
});

describe('originOf', () => {
  test('keeps nothing but the origin, so that a setting cannot add a directive', () => {
    expect(originOf("http://127.0.0.1:9000/bucket; script-src 'unsafe-inline'")).toBe(
      'http://127.0.0.1:9000',
    );
  });

  test.each([undefined, '', 'not a url', 'data:text/html,x'])('%s has no origin', (url) => {
    expect(originOf(url)).toBeNull();
  });
});
