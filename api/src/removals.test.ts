import { expect, test } from 'vitest';
import { openTestApi } from '../testing/test-api.ts';

test('while the storage hangs, removals wait for each other and everybody else is answered', async () => {
  const api = await openTestApi();
  const ann = await api.person('ann');
  const jobs = await Promise.all(Array.from({ length: 12 }, () => ann.startJob()));
  const { list } = api.storage;
  let hanging = 0;
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  api.storage.list = async (prefix) => {
    hanging += 1;
    await gate;
    return list(prefix);
  };
  try {
    const removals = jobs.map(({ id }) => ann.delete(`/v1/jobs/${id}`));
    await expect.poll(() => hanging, { timeout: 20_000 }).toBe(3);
    expect((await ann.get('/v1/jobs')).status).toBe(200);
    expect((await ann.get('/readyz')).status).toBe(200);
    expect(hanging).toBe(3);
    letGo();
    const statuses = (await Promise.all(removals)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(hanging).toBe(12);
  } finally {
    letGo();
    api.storage.list = list;
    await api.close();
  }
});
