import { describe, expect, test } from 'vitest';
import { returnPath, signInPath } from './return-path.ts';

const origin = 'http://127.0.0.1:4400';
const after = (next: string) => returnPath(new URL(`/sign-in?next=${encodeURIComponent(next)}`, origin));

describe('signing in', () => {
  test.each([
    ['/jobs/job_1', '/sign-in?next=%2Fjobs%2Fjob_1'],
    ['/jobs?q=a%20b&status=failed', '/sign-in?next=%2Fjobs%3Fq%3Da%2520b%26status%3Dfailed'],
    ['/', '/sign-in'],
    ['/sign-in?next=%2Fjobs', '/sign-in'],
  ])('from %s leads to %s', (from, path) => expect(signInPath(new URL(from, origin))).toBe(path));

  test.each(['/jobs/job_1', '/jobs?q=a%20b&status=failed', '/'])('leads back to %s', (path) => {
    expect(returnPath(new URL(signInPath(new URL(path, origin)), origin))).toBe(path);
  });

  test.each([
    '',
    'jobs',
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    '/jobs/..//evil.example',
    '/%2e//evil.example',
    'javascript:alert(1)',
    `${origin}/jobs`,
    '/sign-in?next=/jobs',
    '//[',
  ])('never leads to %j', (next) => expect(after(next)).toBe('/'));

  test('without a page to go back to leads to the start', () => {
    expect(returnPath(new URL('/sign-in', origin))).toBe('/');
  });
});
