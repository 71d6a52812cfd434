import { readFileSync } from 'node:fs';
import { boxBody } from '../src/box-body.ts';
import type { JsonObject } from '../src/parse.ts';
import { plainRequest } from './raw-request.ts';

/** One thing that a worker that was broken into might try. */
export interface Attempt {
  title: string;
  /** The very bytes. */
  bytes: string;
  /** What the broker answers. */
  status: number;
}

export const name = 'snaprun-00000000-0000-4000-8000-000000000001';

const seccomp = JSON.stringify(
  JSON.parse(readFileSync(new URL('../../sandbox/seccomp.json', import.meta.url), 'utf8')),
);

/** The settings of a box as the worker sends them. */
export function workersBody(image: string, runtime: 'runsc' | 'runc', cpus = 2): JsonObject {
  const choice = { isCold: true, worker: 'wrk_1', installation: 'here' };
  const body = boxBody(choice, { image, runtime, seccomp, cpus });
  const { 'snaprun.broker': _ours, ...theirs } = body.Labels as JsonObject;
  return { ...body, Labels: theirs };
}

/** Everything that is tried, against a broker for this image and runtime and a container `other` that it did not make. */
export function attempts(image: string, runtime: 'runsc' | 'runc', other: string): Attempt[] {
  const own = workersBody(image, runtime);
  const host = own.HostConfig as JsonObject;
  const create = (title: string, change: JsonObject, hostChange: JsonObject = {}): Attempt => ({
    title,
    bytes: plainRequest(`POST /v1.41/containers/create?name=${name}`, {
      ...own,
      ...change,
      HostConfig: { ...host, ...hostChange },
    }),
    status: 403,
  });
  const ask = (title: string, line: string, body?: unknown, status = 403): Attempt => ({
    title,
    bytes: plainRequest(line, body),
    status,
  });
  const upgrade = (title: string, line: string, protocol: string, status = 403): Attempt => ({
    title,
    bytes: plainRequest(line, undefined, ['Connection: Upgrade', `Upgrade: ${protocol}`]).replace(
      'Connection: close\r\n',
      '',
    ),
    status,
  });
  const labelled = (more: JsonObject): JsonObject => ({
    Labels: { ...(own.Labels as JsonObject), ...more },
  });

  return [
    create('a privileged container', {}, { Privileged: true }),
    create('a bind of the host', {}, { Binds: ['/:/host'] }),
    create(
      'a mount of the socket',
      {},
      { Mounts: [{ Type: 'bind', Source: '/var/run/docker.sock', Target: '/s' }] },
    ),
    create('a volume', { Volumes: { '/data': {} } }),
    create('volumes of another container', {}, { VolumesFrom: ['postgres'] }),
    create('a device', {}, { Devices: [{ PathOnHost: '/dev/sda', PathInContainer: '/dev/sda' }] }),
    create('a capability', {}, { CapAdd: ['SYS_ADMIN'] }),
    create('capabilities kept', {}, { CapDrop: [] }),
    create('the network of the host', {}, { NetworkMode: 'host' }),
    create('the network of the stack', {}, { NetworkMode: 'snaprun_data' }),
    create('a network beside', { NetworkingConfig: { EndpointsConfig: { snaprun_data: {} } } }),
    create('the processes of the host', {}, { PidMode: 'host' }),
    create('the memory of another container', {}, { IpcMode: 'container:postgres' }),
    create('the users of the host', {}, { UsernsMode: 'host' }),
    create('no filter of system calls', {}, { SecurityOpt: ['no-new-privileges', 'seccomp=unconfined'] }),
    create(
      'a filter of its own',
      {},
      { SecurityOpt: ['no-new-privileges', 'seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'] },
    ),
    create('another image', { Image: 'postgres:18' }),
    create('another runtime', {}, { Runtime: runtime === 'runc' ? 'runsc' : 'runc' }),
    create('root inside', { User: '0:0' }),
    create('a writable root', {}, { ReadonlyRootfs: false }),
    create('more memory', {}, { Memory: 8 * 2 ** 30 }),
    create('more processes', {}, { PidsLimit: -1 }),
    create('a program of its own', { Entrypoint: ['/bin/sh'] }),
    create('arguments of its own', { Cmd: ['--cold', '-c', 'id'] }),
    create('an environment', { Env: ['LD_PRELOAD=/job/x.so'] }),
    create('a log on the host’s disk', {}, { LogConfig: { Type: 'json-file', Config: {} } }),
    create('a container that stays', {}, { AutoRemove: false }),
    create('one that starts again', {}, { RestartPolicy: { Name: 'always' } }),
    create('another cgroup', {}, { CgroupParent: '/' }),
    create('kernel settings', {}, { Sysctls: { 'net.ipv4.ip_forward': '1' } }),
    create('a field in other letters', { hostconfig: { Privileged: true } }),
    create('a field named __proto__', JSON.parse('{"__proto__": {"Privileged": true}}')),
    create('the broker’s own label', labelled({ 'snaprun.broker': 'true' })),
    create('the label of another stack', labelled({ 'com.docker.compose.project': 'snaprun' })),
    ask('another name', 'POST /v1.41/containers/create?name=postgres', own),
    create('another name inside', { name: 'postgres' }),
    ask('no name', 'POST /v1.41/containers/create', own),
    ask('a platform beside the name', `POST /v1.41/containers/create?name=${name}&platform=linux`, own),
    ask('settings that are no JSON', `POST /v1.41/containers/create?name=${name}`, 'x', 400),
    ask(
      'settings of 100 KB',
      `POST /v1.41/containers/create?name=${name}`,
      { Image: 'x'.repeat(100_000) },
      413,
    ),
    ask('a command in another container', `POST /v1.41/containers/${other}/exec`, { Cmd: ['id'] }),
    ask('the start of a command', `POST /v1.41/exec/${other}/start`, {}),
    ask(
      'killing another container, by id',
      `POST /v1.41/containers/${other}/kill?signal=SIGKILL`,
      undefined,
      404,
    ),
    ask(
      'removing another container, by id',
      `DELETE /v1.41/containers/${other}?force=true&v=true`,
      undefined,
      404,
    ),
    ask('starting another container, by id', `POST /v1.41/containers/${other}/start`, undefined, 404),
    ask(
      'waiting for another container, by id',
      `POST /v1.41/containers/${other}/wait?condition=removed`,
      undefined,
      404,
    ),
    ask('killing another container, by name', 'POST /v1.41/containers/postgres/kill?signal=SIGKILL'),
    ask('looking at a container', `GET /v1.41/containers/${other}/json`),
    ask('the log of a container', `GET /v1.41/containers/${other}/logs?stdout=1`),
    ask('files into a container', `PUT /v1.41/containers/${other}/archive?path=/`),
    ask('files out of a container', `GET /v1.41/containers/${other}/archive?path=/etc`),
    ask('other limits for a container', `POST /v1.41/containers/${other}/update`, { Memory: 0 }),
    ask('an image of a container', `POST /v1.41/commit?container=${other}`),
    ask('every container', 'GET /v1.41/containers/json?all=true'),
    ask(
      'containers by another label',
      `GET /v1.41/containers/json?all=true&filters=${encodeURIComponent('{"label":["com.docker.compose.project=snaprun"]}')}`,
    ),
    ask('pulling an image', 'POST /v1.41/images/create?fromImage=alpine'),
    ask('building an image', 'POST /v1.41/build'),
    ask('loading an image', 'POST /v1.41/images/load'),
    ask('looking at another image', 'GET /v1.41/images/postgres:18/json'),
    ask('making a volume', 'POST /v1.41/volumes/create', { Name: 'x' }),
    ask('making a network', 'POST /v1.41/networks/create', { Name: 'x' }),
    ask('joining a network', 'POST /v1.41/networks/snaprun_data/connect', { Container: other }),
    ask('a plugin', 'POST /v1.41/plugins/pull?remote=x'),
    ask('a swarm', 'POST /v1.41/swarm/init', {}),
    ask('secrets', 'GET /v1.41/secrets'),
    ask('every event', 'GET /v1.41/events'),
    ask('a checkpoint at the start', `POST /v1.41/containers/${name}/start?checkpoint=x`),
    ask('another signal', `POST /v1.41/containers/${name}/kill?signal=SIGUSR1`),
    ask('a parameter twice', `POST /v1.41/containers/${name}/kill?signal=SIGKILL&signal=SIGUSR1`),
    ask('a path with //', `POST /v1.41//containers/${name}/kill?signal=SIGKILL`),
    ask('a path with ..', `POST /v1.41/containers/${name}/../${other}/kill?signal=SIGKILL`),
    ask('a path with %2e', `POST /v1.41/containers/%2e%2e/${other}/kill?signal=SIGKILL`),
    ask('a path with %2f', `POST /v1.41/containers/${name}%2f..%2f${other}/kill?signal=SIGKILL`),
    ask('a path that ends in /', `POST /v1.41/containers/${name}/start/`),
    ask('two versions', '/v1.41'.repeat(2).replace(/^/, 'GET ').concat('/info')),
    ask('another version’s form', 'GET /v1/info'),
    ask('a whole address', 'GET http://docker/v1.41/containers/json?all=true'),
    ask('another method', `PUT /v1.41/containers/${name}/start`),
    ask(
      'attaching without an upgrade',
      `POST /v1.41/containers/${name}/attach?stream=true&stdin=true&stdout=true&stderr=true&hijack=true`,
    ),
    upgrade('an upgrade of another request', 'GET /v1.41/info', 'tcp'),
    upgrade('an upgrade to HTTP/2', 'GET /v1.41/version', 'h2c'),
    upgrade('a session with the builder', 'POST /session', 'h2c'),
    upgrade('a WebSocket', `GET /v1.41/containers/${other}/attach/ws?stream=1&stdin=1`, 'websocket'),
    upgrade(
      'attaching to another container',
      `POST /v1.41/containers/${other}/attach?stream=true&stdin=true&stdout=true&stderr=true&hijack=true`,
      'tcp',
      404,
    ),
    {
      title: 'a request behind an upgrade that was refused',
      bytes: `POST /v1.41/containers/${other}/exec HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nPOST /v1.41/build HTTP/1.1\r\nHost: x\r\n\r\n`,
      status: 403,
    },
    {
      title: 'a length and chunks at once',
      bytes: `POST /v1.41/containers/create?name=${name} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nPOST /v1.41/build HTTP/1.1\r\nHost: x\r\n\r\n`,
      status: 400,
    },
    {
      title: 'two lengths',
      bytes: `POST /v1.41/containers/create?name=${name} HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 40\r\n\r\n{}{}`,
      status: 400,
    },
    {
      title: 'a header of 20 KB',
      bytes: `GET /v1.41/info HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      status: 431,
    },
  ];
}
