import { afterEach, expect, test, vi } from 'vitest';
import { name, workersBody } from '../testing/attempts.ts';
import { image, openBroker } from '../testing/open-broker.ts';
import { plainRequest, rawRequest } from '../testing/raw-request.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function start(options: Parameters<typeof openBroker>[0] = {}) {
  const broker = await openBroker(options);
  open.push(broker);
  const ask = (line: string, body?: unknown) => rawRequest(broker.address, plainRequest(line, body));
  return { ...broker, ask };
}

test('a box is made of the broker’s own constants, with its label', async () => {
  const { ask, daemon } = await start();
  const theirs = workersBody(image, 'runsc');
  const answer = await ask(`POST /v1.41/containers/create?name=${name}`, theirs);
  expect(answer.status).toBe(201);
  const sent = daemon.requests.find(({ line }) => line === `POST /v1.41/containers/create?name=${name}`);
  const made = JSON.parse(sent?.body ?? '');
  expect(made.Labels).toMatchObject({ 'snaprun.worker': 'wrk_1', 'snaprun.broker': 'true' });
  expect({ ...made, Labels: null }).toEqual({ ...theirs, Labels: null });
});

test.each([
  [{ CpuCfsQuota: false }, undefined],
  [{ NCPU: 1 }, 1e9],
  [{ NCPU: 16 }, 2e9],
])('a daemon of %o holds a box to %s billionths of a CPU', async (info, expected) => {
  const { ask, daemon } = await start({ info });
  const theirs = workersBody(image, 'runsc');
  const host = { ...(theirs.HostConfig as object), NanoCpus: expected };
  await ask(`POST /v1.41/containers/create?name=${name}`, { ...theirs, HostConfig: host });
  const sent = daemon.requests.find(({ line }) => line.includes('create'));
  expect(JSON.parse(sent?.body ?? '').HostConfig.NanoCpus).toBe(expected);
});

test('nothing of a client’s headers reaches the daemon', async () => {
  const { address, daemon } = await start();
  await rawRequest(
    address,
    plainRequest('GET /v1.30/info', undefined, ['X-Registry-Auth: secret', 'Cookie: a=b']),
  );
  const [, info] = daemon.requests;
  expect(info?.line).toBe('GET /v1.41/info');
  expect(Object.keys(info?.headers ?? {}).sort()).toEqual(['connection', 'host']);
});

test('of what the daemon knows only what the driver reads is told', async () => {
  const { ask } = await start();
  expect(JSON.parse((await ask('GET /version')).body)).toEqual({
    ...{ Version: '20.10.24', ApiVersion: '1.41', MinAPIVersion: '1.41' },
  });
  expect(JSON.parse((await ask('GET /v1.41/info')).body)).toEqual({
    ...{ NCPU: 2, CpuCfsQuota: true, Runtimes: { runsc: {} } },
  });
  const { body } = await ask(`GET /v1.41/images/${image}/json`);
  expect(JSON.parse(body)).toEqual({ Id: 'sha256:1', Config: { Labels: { a: 'b' } } });
});

test('boxes are listed by their installation, of those that the broker made', async () => {
  const { ask, daemon } = await start();
  daemon.keep('snaprun-x', { 'snaprun.installation': 'here', 'snaprun.broker': 'true' });
  const filters = encodeURIComponent('{"label":["snaprun.installation=here"]}');
  const { body } = await ask(`GET /v1.41/containers/json?all=true&filters=${filters}`);
  expect(JSON.parse(body)[0]).toEqual({
    Id: expect.any(String),
    State: 'running',
    Labels: expect.any(Object),
  });
  const asked = daemon.requests.find(({ line }) => line.includes('containers/json'))?.line ?? '';
  expect(decodeURIComponent(asked)).toBe(
    'GET /v1.41/containers/json?all=1&filters={"label":["snaprun.broker=true","snaprun.installation=here"]}',
  );
});

test('a box is started, killed and removed by its id, with the broker’s parameters', async () => {
  const { ask, daemon } = await start();
  const id = daemon.keep(name, { 'snaprun.broker': 'true' });
  await ask(`POST /v1.41/containers/${name}/start`);
  await ask(`POST /v1.41/containers/${name}/kill?signal=SIGKILL`, { signal: 'SIGUSR1' });
  await ask(`DELETE /v1.41/containers/${id}?force=true&v=true`);
  expect(daemon.changes()).toEqual([
    `POST /v1.41/containers/${id}/start`,
    `POST /v1.41/containers/${id}/kill?signal=SIGKILL`,
    `DELETE /v1.41/containers/${id}?force=1&v=1`,
  ]);
});

test('whether a box ran out of memory is asked with its name and the broker’s label', async () => {
  const { ask, daemon } = await start();
  const now = Math.floor(Date.now() / 1000);
  const filters = encodeURIComponent(
    JSON.stringify({ type: ['container'], event: ['oom'], container: [name] }),
  );
  const { body } = await ask(`GET /v1.41/events?since=${now - 60}&until=${now}&filters=${filters}`);
  expect(JSON.parse(body)).toEqual({ Action: 'oom', id: name });
  const asked = daemon.requests.find(({ line }) => line.includes('/events'))?.line ?? '';
  expect(decodeURIComponent(asked)).toContain('"label":["snaprun.broker=true"]');
});

test('a start does not overtake the wait that was asked before it', async () => {
  const { ask, daemon } = await start();
  const id = daemon.keep(name, { 'snaprun.broker': 'true' });
  const paused = Promise.withResolvers<void>();
  daemon.pause('wait', paused.promise);
  const waited = ask(`POST /v1.41/containers/${name}/wait?condition=removed`);
  const looks = () => daemon.requests.filter(({ line }) => line.endsWith(`/${name}/json`)).length;
  await vi.waitFor(() => expect(looks()).toBe(1));
  const started = ask(`POST /v1.41/containers/${name}/start`);
  // Something else that comes after it is answered meanwhile.
  expect((await ask('GET /v1.41/info')).status).toBe(200);
  expect(daemon.changes()).toEqual([]);
  paused.resolve();
  expect((await started).status).toBe(204);
  expect(daemon.changes()).toEqual([
    `POST /v1.41/containers/${id}/wait?condition=removed`,
    `POST /v1.41/containers/${id}/start`,
  ]);
  daemon.waiting[0]?.end('{"StatusCode":137,"Error":null}');
  expect((await waited).body).toContain('{"StatusCode":137}');
});

test('one box more than the broker holds is refused', async () => {
  const { ask, daemon } = await start({ boxes: 2 });
  for (const one of ['a', 'b']) daemon.keep(one, { 'snaprun.broker': 'true' });
  const answer = await ask(`POST /v1.41/containers/create?name=${name}`, workersBody(image, 'runsc'));
  expect(answer).toMatchObject({ status: 429, body: expect.stringContaining('holds 2 boxes at most') });
  expect(daemon.changes()).toEqual([]);
});

test('a daemon that is away is told as such, and asked again', async () => {
  const { ask, daemon } = await start({ dockerSocket: '/nowhere.sock' });
  expect(await ask('GET /v1.41/info')).toMatchObject({
    status: 502,
    body: expect.stringContaining('ENOENT'),
  });
  expect(daemon.requests).toEqual([]);
  expect((await ask('GET /_ping')).status).toBe(502);
});
