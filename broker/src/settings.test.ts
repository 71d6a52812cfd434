import { expect, test } from 'vitest';
import { readSettings } from './settings.ts';

test('the image is all that must be set', () => {
  expect(readSettings({ SANDBOX_IMAGE: 'snaprun-sandbox:1' })).toMatchObject({
    ...{ image: 'snaprun-sandbox:1', runtime: 'runsc', boxes: 64, dockerSocket: '/var/run/docker.sock' },
    listen: { host: '127.0.0.1', port: 2375 },
    seccomp: expect.stringMatching(/^\{"defaultAction":"SCMP_ACT_ERRNO"/),
  });
});

test('it listens on a port or on a socket', () => {
  const listen = (address: string) => readSettings({ SANDBOX_IMAGE: 'a', BROKER_LISTEN: address }).listen;
  expect(listen('tcp://[::]:2375')).toEqual({ host: '::', port: 2375 });
  expect(listen('unix:///run/broker.sock')).toEqual({ path: '/run/broker.sock' });
});

test('everything that is wrong is named at once', () => {
  const read = () =>
    readSettings({
      SANDBOX_RUNTIME: 'kata',
      BROKER_BOXES: '0',
      BROKER_LISTEN: '2375',
      SANDBOX_IMAGE: '../x',
    });
  for (const each of ['SANDBOX_IMAGE', 'SANDBOX_RUNTIME', 'BROKER_BOXES', 'BROKER_LISTEN'])
    expect(read).toThrow(each);
});
