import { AppError } from '@snaprun/core/errors';
import { createLog } from '@snaprun/core/log';
import { expect, test } from 'vitest';
import { chooseDriver, type DriverWish, type SandboxDriverMakers } from './choose-driver.ts';
import type { SandboxDriver } from './driver.ts';
import { createInMemoryDriver } from './in-memory-driver.ts';

const named = (name: SandboxDriver['name']) => async () => ({ ...createInMemoryDriver(), name });
const failing = (error: Error) => () => Promise.reject(error);
const both = {
  docker: named('docker'),
  bubblewrap: named('bubblewrap'),
  kubernetes: named('kubernetes'),
};

async function choose(setting: string, makers: SandboxDriverMakers = both, more: Partial<DriverWish> = {}) {
  const lines: string[] = [];
  const driver = await chooseDriver(
    { driver: setting, isProduction: false, ...more },
    makers,
    createLog({}, (line) => lines.push(line)),
  );
  return { name: driver.name, said: lines.join('') };
}

test.each([
  ['auto', 'docker'],
  ['docker', 'docker'],
  ['bubblewrap', 'bubblewrap'],
])('%s gives the %s driver where both can be had', async (setting, wanted) => {
  expect(await choose(setting)).toEqual({ name: wanted, said: '' });
});

test('auto gives a daemon two seconds to answer, a named one as long as is usual', async () => {
  const patience: (number | undefined)[] = [];
  const docker = (withinMs?: number) => {
    patience.push(withinMs);
    return both.docker();
  };
  await choose('auto', { ...both, docker });
  await choose('docker', { ...both, docker });
  expect(patience).toEqual([2000, undefined]);
});

test('auto takes bubblewrap where no daemon can be used, and says why', async () => {
  const docker = failing(new AppError('unavailable', 'No Docker daemon answers.'));
  const { name, said } = await choose('auto', { ...both, docker });
  expect(name).toBe('bubblewrap');
  expect(said).toContain('No Docker daemon answers.');
});

test.each([
  new AppError('forbidden', 'In production programs need gVisor.'),
  new AppError('invalid_request', 'SANDBOX_RUNTIME is runsc, which this Docker daemon does not have.'),
  new TypeError('a mistake of ours'),
])('auto does not pass over a daemon that is set up wrongly: %s', async (error) => {
  await expect(choose('auto', { ...both, docker: failing(error) })).rejects.toBe(error);
});

test.each<[Partial<DriverWish>, string]>([
  [{ isProduction: true }, 'In production programs need gVisor'],
  [{ isProduction: true, runtime: 'runc' }, 'In production programs need gVisor'],
  [{ runtime: 'runsc' }, 'SANDBOX_RUNTIME asks for gVisor'],
])('auto takes nothing weaker by itself for %j', async (more, sentence) => {
  const docker = failing(new AppError('unavailable', 'No Docker daemon answers.'));
  const chosen = choose('auto', { ...both, docker }, more);
  await expect(chosen).rejects.toThrow(
    `${sentence}${more.runtime === 'runsc' ? ' (runsc)' : ''}, and Docker cannot be used: No Docker daemon answers. To do without, set SANDBOX_DRIVER=bubblewrap.`,
  );
});

test('bubblewrap in production is a warning at every start', async () => {
  const { name, said } = await choose('bubblewrap', both, { isProduction: true });
  expect(name).toBe('bubblewrap');
  expect(said).toContain('the driver is bubblewrap');
});

test('a driver that is named is not replaced by another', async () => {
  const docker = failing(new AppError('unavailable', 'No Docker daemon answers.'));
  await expect(choose('docker', { ...both, docker })).rejects.toThrow('No Docker daemon answers.');
  const kubernetes = failing(new AppError('unavailable', 'This worker does not run in a cluster.'));
  await expect(choose('kubernetes', { ...both, kubernetes })).rejects.toThrow('does not run in a cluster');
});

test('an unknown name is refused with the names there are', async () => {
  await expect(choose('none')).rejects.toThrow('one of auto, docker, bubblewrap, kubernetes');
});
