import { expect, test } from 'vitest';
import { connect } from '../docker/connect.ts';
import { startFakeDaemon } from '../docker/testing/fake-daemon.ts';
import { installation, sweepContainers } from './sweep-containers.ts';

const made = (secondsAgo: number) => ({
  'snaprun.installation': installation,
  'snaprun.created': new Date(Date.now() - secondsAgo * 1000).toISOString(),
});

test('what a killed call left is removed, what may be starting or running is not', async () => {
  const fake = await startFakeDaemon();
  fake.leave('never-started', made(60), 'created');
  fake.leave('not-removed', made(60), 'dead');
  fake.leave('starting', made(1), 'created');
  fake.leave('running', made(60));
  const { docker } = await connect({ host: fake.host });
  await sweepContainers(docker);
  expect([...fake.containers.keys()].sort()).toEqual(['running', 'starting']);
  await fake.close();
});
