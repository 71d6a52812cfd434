import { expect, test } from 'vitest';
import { doToAll } from './do-to-all.ts';

test('does all, a few at once, and tells what failed', async () => {
  let now = 0;
  let most = 0;
  const { done, failed } = await doToAll(
    [1, 2, 3, 4, 5],
    async (item) => {
      most = Math.max(most, ++now);
      await Promise.resolve();
      now--;
      if (item === 3) throw new Error('no');
    },
    2,
  );
  expect(done.sort()).toEqual([1, 2, 4, 5]);
  expect(failed).toMatchObject([{ item: 3, error: { message: 'no' } }]);
  expect(most).toBe(2);
});
