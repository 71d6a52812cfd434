import { expect, test } from 'vitest';
import { chooseDriver } from './choose-driver.ts';
import { createInMemoryDriver } from './in-memory-driver.ts';

const makers = { bubblewrap: async () => createInMemoryDriver() };

test.each(['auto', 'bubblewrap'])('%s gives the bubblewrap driver', async (setting) => {
  expect((await chooseDriver(setting, makers)).name).toBe('memory');
});

test.each(['docker', 'kubernetes'])(
  '%s is refused by name, not replaced by something weaker',
  async (setting) => {
    await expect(chooseDriver(setting, makers)).rejects.toThrow(`SANDBOX_DRIVER is ${setting}`);
  },
);

test('an unknown name is refused with the names there are', async () => {
  await expect(chooseDriver('none', makers)).rejects.toThrow('one of auto, docker, bubblewrap, kubernetes');
});
