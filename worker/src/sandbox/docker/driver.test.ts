import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLog } from '@snaprun/core/log';
import { afterEach, expect, test, vi } from 'vitest';
import { protocolVersion } from '../frames.ts';
import type { BoxLedger } from './box-ledger.ts';
import { connect } from './connect.ts';
import { createDockerDriver, type DockerDriverOptions } from './driver.ts';
import { type FakeDaemonOptions, startFakeDaemon } from './testing/fake-daemon.ts';
import { onJob, printing, sayReady } from './testing/supervisor.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function start(daemonOptions: FakeDaemonOptions = {}, options: Partial<DockerDriverOptions> = {}) {
  const fake = await startFakeDaemon({ onStart: sayReady, onInput: printing('hello'), ...daemonOptions });
  open.push(fake);
  const lines: string[] = [];
  const driver = await createDockerDriver({
    daemon: await connect({ host: fake.host }),
    image: 'snaprun-sandbox:test',
    isProduction: false,
    workerId: 'wrk_test',
    installation: 'here',
    pool: 0,
    log: createLog({}, (line) => lines.push(line)),
    ...options,
  });
  open.push(driver);
  const run = (signal = new AbortController().signal, holder?: { jobId: string }) =>
    driver.run({ code: 'print("hello")', inputPng: null, ...(holder ? { holder } : {}) }, signal);
  return { fake, driver, run, said: () => lines.join('') };
}

test('a program runs in a container of its own, which is gone afterwards', async () => {
  const { fake, run } = await start();
  const { execution } = await run().result;
  expect(execution).toMatchObject({ status: 'ok', stdout: 'hello', driver: 'docker', runtime: 'runsc' });
  expect(execution.limits).toMatchObject({ cpus: 2, processes: 256, notEnforced: [] });
  await vi.waitFor(() => expect(fake.containers.size).toBe(0));
});

test('the container can compute and nothing else', async () => {
  const made: object[] = [];
  const { run } = await start({
    onStart: (container) => {
      made.push(container.settings);
      sayReady(container);
    },
  });
  await run().result;
  expect(made).toMatchObject([
    {
      Image: 'snaprun-sandbox:test',
      Cmd: ['--cold'],
      User: '10001:10001',
      Hostname: 'sandbox',
      Env: [],
      Labels: { 'snaprun.worker': 'wrk_test', 'snaprun.installation': 'here' },
      ...{ Tty: false, OpenStdin: true, StdinOnce: true, NetworkDisabled: true },
      HostConfig: {
        Runtime: 'runsc',
        ...{ AutoRemove: true, NetworkMode: 'none', IpcMode: 'private', ReadonlyRootfs: true, Init: false },
        ...{ CapDrop: ['ALL'], Memory: 2 ** 31, MemorySwap: 2 ** 31, NanoCpus: 2e9, PidsLimit: 1024 },
        SecurityOpt: [
          'no-new-privileges',
          expect.stringMatching(/^seccomp=\{"defaultAction":"SCMP_ACT_ERRNO"/),
        ],
        LogConfig: { Type: 'none' },
        Tmpfs: {
          '/job': 'rw,nosuid,nodev,noexec,size=268435456,uid=10001,gid=10001,mode=0700',
          '/tmp': 'rw,nosuid,nodev,noexec,size=67108864,uid=10001,gid=10001,mode=0700',
        },
      },
    },
  ]);
  const text = JSON.stringify(made);
  for (const never of ['Binds', 'Mounts', 'CapAdd', 'Privileged', 'Devices', 'VolumesFrom'])
    expect(text).not.toContain(`"${never}"`);
});

test('a daemon that cannot hold CPUs, as rootless ones, is not asked to, and the execution says so', async () => {
  const made: Record<string, unknown>[] = [];
  const { run } = await start({
    info: { CpuCfsQuota: false },
    onStart: (container) => {
      made.push(container.settings.HostConfig);
      sayReady(container);
    },
  });
  const { execution } = await run().result;
  expect(made).toHaveLength(1);
  expect(made[0]).not.toHaveProperty('NanoCpus');
  expect(execution.limits).toMatchObject({
    cpus: null,
    notEnforced: ['Programs may use more than 2 CPUs.'],
  });
});

test.each([
  ['runc', 256, 0],
  ['runsc', 1024, 256],
])(
  '%s has %i processes of the machine, and a program is told to keep to %i of its own',
  async (runtime, most, told) => {
    const said: string[] = [];
    const limits: unknown[] = [];
    const { run } = await start(
      {
        onStart: (container) => {
          limits.push(container.settings.HostConfig.PidsLimit);
          sayReady(container);
        },
        onInput: (container, bytes) => {
          said.push(bytes.toString('latin1'));
          printing('hello')(container, bytes);
        },
      },
      { runtime },
    );
    const { execution } = await run().result;
    expect(execution.limits.processes).toBe(256);
    expect(limits).toEqual([most]);
    expect(said.join('')).toContain(`"processes":${told},`);
  },
);

test('it is attached to and waited for before it starts, and its settings stay out of the address', async () => {
  const { fake, run } = await start();
  await run().result;
  const lines = fake.requests.map((line) => line.replace(/snaprun-[0-9a-f-]{36}/, 'NAME'));
  expect(lines).toContain('POST /v1.41/containers/create?name=NAME');
  const at = (what: string) =>
    lines.findIndex((line) => line.startsWith(`POST /v1.41/containers/NAME/${what}?`));
  expect(at('wait')).toBeGreaterThan(0);
  expect(at('attach')).toBeGreaterThan(0);
  expect(lines.indexOf('POST /v1.41/containers/NAME/start')).toBeGreaterThan(
    Math.max(at('wait'), at('attach')),
  );
});

test('warm boxes wait with the libraries imported, and are removed at the end', async () => {
  const { fake, driver, run } = await start({}, { pool: 1 });
  await vi.waitFor(() => expect(driver.poolSize?.()).toEqual({ ready: 1, starting: 0 }));
  const [warm] = fake.containers.values();
  expect(warm?.settings).not.toHaveProperty('Cmd');
  expect((await run().result).execution.stdout).toBe('hello');
  await vi.waitFor(() => expect(driver.poolSize?.()).toEqual({ ready: 1, starting: 0 }));
  expect(fake.containers.has(warm?.name ?? '')).toBe(false);
  await driver.close();
  expect(fake.containers.size).toBe(0);
});

test('an abort kills and removes the container', async () => {
  const abort = new AbortController();
  const { fake, run } = await start({ onInput: onJob((_container, _write) => abort.abort()) });
  const { execution } = await run(abort.signal).result;
  expect(execution.status).toBe('killed');
  expect(fake.containers.size).toBe(0);
});

test('a program that ran out of memory with its supervisor is told from one that was killed', async () => {
  const dying = (outOfMemory: boolean) =>
    onJob((container, write) => {
      container.write('stdout', write('S', ''));
      container.exit(137, outOfMemory);
    });
  const ran = await start({ onInput: dying(true) });
  expect((await ran.run().result).execution.status).toBe('out_of_memory');
  const killed = await start({ onInput: dying(false) });
  expect((await killed.run().result).execution.status).toBe('killed');
});

test('a daemon that cannot say whether memory ran out leaves it at killed', async () => {
  const dying = onJob((container, write) => {
    container.write('stdout', write('S', ''));
    container.exit(137, true);
  });
  const { run } = await start({ onInput: dying, fails: { events: { status: 500, message: 'no' } } });
  expect((await run().result).execution.status).toBe('killed');
});

test.each([
  ['create', { status: 500, message: 'no space left on device' }, 'no space left on device'],
  ['attach', { status: 500, message: 'cannot attach' }, 'cannot attach'],
  ['wait', { status: 500, message: 'cannot wait' }, 'cannot wait'],
  ['start', { status: 400, message: 'OCI runtime create failed' }, 'OCI runtime create failed'],
] as const)(
  'a daemon that refuses to %s is trouble of ours, and leaves nothing',
  async (what, failure, says) => {
    const { fake, run } = await start({ fails: { [what]: failure }, onInput: () => undefined });
    await expect(run().result).rejects.toThrow(says);
    expect(fake.containers.size).toBe(0);
  },
);

test('a connection that drops in the middle of a run is trouble of ours', async () => {
  const { run } = await start({
    onInput: onJob((container, write) => {
      container.write('stdout', write('S', ''));
      container.cut();
    }),
    // The end of its input is what a supervisor ends at.
    onInputEnd: (container) => container.exit(0),
  });
  await expect(run().result).rejects.toThrow('was lost before the program had ended');
});

test('a container that says why it cannot start is trouble of ours with its words', async () => {
  const { run } = await start({
    onStart: (container) => {
      container.write('stderr', `${'noise '.repeat(5000)}\nModuleNotFoundError: runner`);
      container.exit(1);
    },
    onInput: () => undefined,
  });
  await expect(run().result).rejects.toThrow('ModuleNotFoundError: runner');
});

test('a container that has ended when it is killed counts as killed', async () => {
  for (const status of [404, 409]) {
    const abort = new AbortController();
    const { run } = await start({
      fails: { kill: { status, message: 'it is not running' } },
      onInput: onJob((container) => {
        abort.abort();
        container.exit(137);
      }),
    });
    expect((await run(abort.signal).result).execution.status).toBe('killed');
  }
});

test('a container that the daemon did not remove by itself is removed by us', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { fake, run } = await start({
      fails: { kill: { status: 409, message: 'it is not running' } },
      onInput: onJob((container) => container.cut()),
    });
    const result = run().result;
    result.catch(() => undefined);
    await vi.waitFor(() => expect(fake.requests.some((line) => line.includes('/start'))).toBe(true));
    await vi.advanceTimersByTimeAsync(11_000);
    await expect(result).rejects.toThrow('sandbox could not run');
    expect(fake.containers.size).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('which job holds which box is written down while it runs', async () => {
  const held: [string, string][] = [];
  const over: string[] = [];
  const ledger: BoxLedger = {
    hold(boxId, jobId, ended) {
      held.push([boxId, jobId]);
      void ended.then(() => over.push(boxId));
    },
    close: async () => undefined,
  };
  const { run } = await start({}, { ledger });
  await run(undefined, { jobId: 'job_1' }).result;
  await run().result;
  expect(held).toEqual([[expect.stringMatching(/^snaprun-/), 'job_1']]);
  await vi.waitFor(() => expect(over).toEqual([held[0]?.[0]]));
});

test('an image that is missing is named with the command that builds it', async () => {
  const fails = { image: { status: 404, message: 'No such image' } };
  await expect(start({ fails })).rejects.toThrow('Build it with: npm run sandbox:image');
});

test.each([
  [{ 'org.snaprun.protocol': '1' }, '1'],
  [null, 'unknown'],
])(
  'an image with the labels %j is too old, and the command that builds it again is named',
  async (labels, spoken) => {
    await expect(start({ labels })).rejects.toThrow(
      `speaks protocol ${spoken}, this worker ${protocolVersion}. Build it again with: npm run sandbox:image`,
    );
  },
);

test('the image says which protocol its supervisor speaks', () => {
  const dockerfile = readFileSync(join(import.meta.dirname, '../../../../sandbox/Dockerfile'), 'utf8');
  expect(/org\.snaprun\.protocol="(\d+)"/.exec(dockerfile)?.[1]).toBe(`${protocolVersion}`);
});

test.each([
  ['runsc', { runc: {}, runsc: {} }, undefined, false],
  ['runc', { runc: {} }, undefined, false],
  ['runc', { runc: {}, runsc: {} }, 'runc', true],
  ['runsc', { runc: {}, runsc: {} }, undefined, true],
])(
  'the runtime is %s with %j, asked for %s, in production: %s',
  async (wanted, Runtimes, runtime, isProduction) => {
    const { driver, said } = await start({ info: { Runtimes } }, { runtime, isProduction });
    expect(driver.runtime).toBe(wanted);
    expect(said().includes('"level":"warn"')).toBe(wanted === 'runc');
  },
);

test('production without gVisor is refused, and so is a runtime that is not there', async () => {
  const info = { Runtimes: { runc: {} } };
  await expect(start({ info }, { isProduction: true })).rejects.toThrow('set SANDBOX_RUNTIME=runc');
  await expect(start({ info }, { runtime: 'runsc' })).rejects.toThrow('add to /etc/docker/daemon.json');
});

test('what the daemon cannot hold is said, and never claimed in the record', async () => {
  const weak = { MemoryLimit: false, SwapLimit: false, PidsLimit: false, CpuCfsQuota: false, NCPU: 1 };
  const { driver } = await start({ info: { ...weak, Runtimes: { runc: {} } } });
  expect(driver.limits()).toMatchObject({ cpus: null, processes: null });
  expect(driver.limits().notEnforced.map((sentence) => sentence.slice(0, 22))).toEqual([
    'Programs reach the ker',
    'The memory of several ',
    'Swap is not counted: a',
    'The number of processe',
    'Programs may use more ',
  ]);
});
