import type { ErrorEvent } from '@sentry/browser';
import { expect, test } from 'vitest';
import { reportedEvent, wordlessError } from './error-report.ts';

const secret = 'Zanzibar';

test('an event keeps class, scripts and lines, and nothing else that is in it', () => {
  const event: ErrorEvent = {
    type: undefined,
    event_id: 'e1',
    message: secret,
    request: { url: `https://snaprun.test/s/${secret}?q=${secret}`, headers: { authorization: secret } },
    breadcrumbs: [{ message: secret }],
    user: { email: secret },
    extra: { code: secret },
    tags: { url: secret },
    contexts: { page: { text: secret } },
    exception: {
      values: [
        {
          type: 'TypeError',
          value: secret,
          stacktrace: {
            frames: [
              {
                filename: 'https://snaprun.test/_app/immutable/chunks/Bx1.js',
                function: 'draw',
                lineno: 3,
                colno: 9,
                context_line: secret,
                vars: { code: secret },
              },
              { filename: `https://store.test/inputs/fil_1?X-Amz-Signature=${secret}`, function: secret },
              { filename: `data:text/javascript,${secret}`, function: `eval ${secret}` },
            ],
          },
        },
      ],
    },
  };
  const told = reportedEvent(event);
  expect(JSON.stringify(told)).not.toContain(secret);
  expect(told).toMatchObject({
    event_id: 'e1',
    tags: { process: 'web' },
    exception: {
      values: [
        {
          type: 'TypeError',
          stacktrace: {
            frames: [
              { filename: 'app:///Bx1.js', function: 'draw', lineno: 3, colno: 9 },
              { filename: 'elsewhere', function: '?' },
              { filename: 'elsewhere', function: '?' },
            ],
          },
        },
      ],
    },
  });
});

test('an error loses its words, also those that look like frames', () => {
  const message = `${secret}\n    at ${secret} (https://snaprun.test/${secret}.js:1:1)`;
  const copy = wordlessError(new RangeError(message));
  expect(copy.name).toBe('RangeError');
  expect(copy.message).toBe('');
  expect(copy.stack).not.toContain(secret);
  expect(copy.stack).toContain('error-report.test.ts');
});

test('frames of Firefox and Safari, which have no message in front, stay', () => {
  const error = Object.assign(new Error(secret), { stack: 'draw@https://snaprun.test/a.js:1:2\n' });
  expect(wordlessError(error).stack).toBe('draw@https://snaprun.test/a.js:1:2\n');
});

test('what is thrown and is no error has a class and no words', () => {
  expect(wordlessError(secret)).toMatchObject({ name: 'Error', message: '' });
  expect(wordlessError(secret).stack).not.toContain(secret);
});
