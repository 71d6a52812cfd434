import { expect, test } from 'vitest';
import { describeSandbox } from './describe-sandbox.ts';

test('people are told which sandbox runs their programs', () => {
  const line = '{"level":"info","message":"worker is ready","slots":2,"driver":"docker","runtime":"runsc"}';
  expect(describeSandbox(line)).toBe('Programs run in the docker sandbox (runsc).');
});
