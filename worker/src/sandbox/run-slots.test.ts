import { expect, test } from 'vitest';
import { createRunSlots, slotsOf } from './run-slots.ts';

const GiB = 1024 ** 3;
const two = { cpus: 2, memoryBytes: 16 * GiB };
const never = new AbortController().signal;

test.each([
  ['two CPUs and enough memory', 2, 24 * GiB, 2],
  ['one CPU', 1, 24 * GiB, 2],
  ['sixteen CPUs', 16, 64 * GiB, 16],
  ['many CPUs and little memory', 16, 8 * GiB, 3],
  ['a small machine', 2, 4 * GiB, 1],
  ['a tiny machine', 1, 0.5 * GiB, 1],
])('%s give as many slots as CPUs and memory carry', (_which, cpus, memoryBytes, expected) => {
  expect(slotsOf({ cpus, memoryBytes })).toBe(expected);
});

test('those who wait are let in one for one, in the order they came', async () => {
  const slots = createRunSlots(two);
  const leave = [await slots.enter(never), await slots.enter(never)];
  const order: string[] = [];
  const waiting = ['a', 'b', 'c'].map(async (name) => {
    const mine = await slots.enter(never);
    order.push(name);
    return mine;
  });
  expect(order).toEqual([]);
  leave[0]?.();
  leave[0]?.();
  await waiting[0];
  expect(order).toEqual(['a']);
  leave[1]?.();
  (await waiting[0])?.();
  await Promise.all(waiting);
  expect(order).toEqual(['a', 'b', 'c']);
});

test('an abort ends the wait, and the place in the queue goes to the next', async () => {
  const slots = createRunSlots(two);
  const leave = await slots.enter(never);
  await slots.enter(never);
  const abort = new AbortController();
  const given = slots.enter(abort.signal);
  const next = slots.enter(never);
  abort.abort();
  expect(await given).toBeNull();
  leave?.();
  expect(await next).toBeTypeOf('function');
});

test('whoever comes aborted takes no slot', async () => {
  const slots = createRunSlots(two);
  for (let i = 0; i < 5; i += 1) expect(await slots.enter(AbortSignal.abort())).toBeNull();
  expect(await slots.enter(never)).not.toBeNull();
});
