import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { connect } from './connect.ts';
import { daemonTrouble } from './daemon-trouble.ts';
import { defaultSocket } from './default-socket.ts';
import { type FakeDaemonOptions, startFakeDaemon } from './testing/fake-daemon.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(() => Promise.all(open.splice(0).map((one) => one.close())));

async function daemon(options: FakeDaemonOptions = {}) {
  const fake = await startFakeDaemon(options);
  open.push(fake);
  return fake;
}

test.each([
  ['1.41', '1.12', '1.41'],
  ['1.51', '1.24', '1.41'],
  ['1.40', '1.12', '1.40'],
  ['1.55', '1.44', '1.44'],
])('a daemon that speaks up to %s and no less than %s is spoken to in %s', async (most, least, spoken) => {
  const fake = await daemon({ version: { ApiVersion: most, MinAPIVersion: least } });
  const { docker, apiVersion, engineVersion } = await connect({ host: fake.host });
  await docker.info();
  expect({ apiVersion, engineVersion }).toEqual({ apiVersion: spoken, engineVersion: '20.10.24' });
  expect(fake.requests).toEqual(['GET /version', `GET /v${spoken}/info`]);
});

test('a daemon that is too old is refused by its version', async () => {
  const fake = await daemon({ version: { ApiVersion: '1.39' } });
  await expect(connect({ host: fake.host })).rejects.toThrow('install Docker 20.10 or newer');
});

test('a daemon that is away is named with what to do', async () => {
  await expect(connect({ host: 'unix:///nowhere/docker.sock' })).rejects.toThrow(
    'No Docker daemon answers at unix:///nowhere/docker.sock. Start it',
  );
  await expect(connect({ host: 'tcp://127.0.0.1:1' })).rejects.toThrow('tcp://127.0.0.1:1');
  const noSuchHost = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere'), { code: 'ENOTFOUND' });
  expect(daemonTrouble(noSuchHost, 'tcp://nowhere:2376').message).toContain('No Docker daemon answers');
});

test('a daemon that hangs is given up in time', async () => {
  const fake = await daemon({ fails: { version: 'never' } });
  await expect(connect({ host: fake.host }, 50)).rejects.toThrow('did not answer in time');
});

test('a socket of somebody else is told from a daemon that is away', () => {
  const error = Object.assign(new Error('connect EACCES'), { code: 'EACCES' });
  expect(daemonTrouble(error, 'unix:///x').message).toContain('sudo usermod -aG docker');
});

test('a daemon on a port is spoken to without TLS only where none is asked for', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(400).end('Client sent an HTTP request to an HTTPS server.');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => new Promise((resolve) => server.close(resolve)) });
  const { port } = server.address() as AddressInfo;
  await expect(connect({ host: `tcp://127.0.0.1:${port}` })).rejects.toThrow('Set DOCKER_TLS_VERIFY=1');
  await expect(connect({ host: `127.0.0.1:${port}`, tlsVerify: '1' })).rejects.toThrow(
    'do not trust each other',
  );
});

test('a folder without certificates is named, with the file that is missing', async () => {
  const environment = { host: 'tcp://10.0.0.1:2376', tlsVerify: '1', certPath: '/nowhere' };
  await expect(connect(environment)).rejects.toThrow('DOCKER_CERT_PATH is /nowhere');
});

test.each(['ssh://host', 'npipe:////./pipe/docker_engine', 'tcp://'])(
  'the address %s is refused',
  async (host) => {
    await expect(connect({ host })).rejects.toThrow(`DOCKER_HOST is "${host}"`);
  },
);

test('the first socket that can be used is the default, a rootless one too', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sockets-'));
  const rootless = join(folder, 'docker.sock');
  expect(defaultSocket([join(folder, 'none'), rootless])).toBe('/var/run/docker.sock');
  await writeFile(rootless, '');
  expect(defaultSocket([join(folder, 'none'), rootless])).toBe(rootless);
});
