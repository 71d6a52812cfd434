import { AppError } from '@snaprun/core/errors';
import { expect, test } from 'vitest';
import { Away, whileAway } from './while-away.ts';

const quick = { maxAttempts: 4, initialDelayMs: 1, maxDelayMs: 2 };
const never = new AbortController().signal;

test('what the api cannot do now is asked again until it can', async () => {
  let asked = 0;
  const ask = async () => {
    asked += 1;
    if (asked < 4) throw new Away('The database is away.');
    return 'done';
  };
  expect(await whileAway(ask, never, quick)).toBe('done');
  expect(asked).toBe(4);
});

test('when it stays away the last refusal is told; another trouble is told at once', async () => {
  let asked = 0;
  const away = async () => {
    asked += 1;
    throw new Away(`Away, ${asked}.`);
  };
  await expect(whileAway(away, never, quick)).rejects.toThrow('Away, 5.');
  asked = 0;
  const refuse = async () => {
    asked += 1;
    throw new AppError('invalid_request', 'No.');
  };
  await expect(whileAway(refuse, never, quick)).rejects.toThrow('No.');
  expect(asked).toBe(1);
});

test('who stops waits no longer', async () => {
  const stop = new AbortController();
  let asked = 0;
  const away = async () => {
    asked += 1;
    stop.abort(new Error('stopped'));
    throw new Away('Away.');
  };
  await expect(
    whileAway(away, stop.signal, { ...quick, initialDelayMs: 60_000, maxDelayMs: 60_000 }),
  ).rejects.toThrow();
  expect(asked).toBe(1);
});
