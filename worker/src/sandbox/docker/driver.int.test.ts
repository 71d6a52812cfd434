import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { createLog } from '@snaprun/core/log';
import { expect, test } from 'vitest';
import { describeConformance } from '../conformance.ts';
import { processesIn } from '../processes-in.ts';
import { connect, type Daemon } from './connect.ts';
import { labels } from './container-settings.ts';
import { createDockerDriver } from './driver.ts';

const image = process.env.SANDBOX_IMAGE || 'snaprun-sandbox:dev';
const workerId = newId('worker');
const environment = {
  host: process.env.DOCKER_HOST,
  tlsVerify: process.env.DOCKER_TLS_VERIFY,
  certPath: process.env.DOCKER_CERT_PATH,
};

async function create(daemon: Daemon, runtime: string, pool: number) {
  const log = createLog({}, () => undefined);
  const installation = workerId;
  return createDockerDriver({
    ...{ daemon, image, runtime, workerId, installation, pool, log },
    isProduction: false,
  });
}

/** A daemon that can run programs with this runtime, or why there is none. */
async function find(runtime: string): Promise<Daemon | string> {
  try {
    const daemon = await connect(environment, 5_000);
    await (await create(daemon, runtime, 0)).close();
    return daemon;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

async function containers({ docker }: Daemon): Promise<string[]> {
  const filters = JSON.stringify({ label: [`${labels.worker}=${workerId}`] });
  return (await docker.listContainers({ all: true, filters })).flatMap((container) => container.Names);
}

for (const runtime of ['runc', 'runsc']) {
  const daemon = await find(runtime);
  if (typeof daemon === 'string') {
    test.skip(`docker/${runtime} cannot run here: ${daemon}`, () => undefined);
    continue;
  }
  describeConformance(
    `docker/${runtime}`,
    () => create(daemon, runtime, 0),
    // gVisor's programs see a namespace of its own making, which no process of this machine is in.
    async (namespace, ranAt) => [...(await containers(daemon)), ...processesIn(namespace, ranAt)],
    { full: true },
  );

  test(`a warm ${runtime} box answers at once, serves one program, and closing leaves none`, async () => {
    const driver = await create(daemon, runtime, 2);
    const run = (code: string) => driver.run({ code, inputPng: null }, new AbortController().signal).result;
    const isReady = () => expect.poll(() => driver.poolSize?.().ready, { timeout: 30_000 }).toBe(2);
    await isReady();
    const first = await run('import sys; print("pandas" in sys.modules); open("/tmp/mark", "w")');
    expect(first.execution.stdout).toBe('True\n');
    const second = await run('import os; print(os.path.exists("/tmp/mark"))');
    expect(second.execution.stdout).toBe('False\n');
    await driver.close();
    expect(await containers(daemon)).toEqual([]);
  }, 90_000);

  test(`the ${runtime} boxes of a worker that is killed end by themselves`, async () => {
    const script = join(import.meta.dirname, 'testing/hold-boxes.ts');
    const worker = spawn(process.execPath, [script, image, runtime, workerId], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(worker.stdout, 'data');
    expect(await containers(daemon)).toHaveLength(2);
    worker.kill('SIGKILL');
    await expect.poll(() => containers(daemon), { timeout: 10_000 }).toEqual([]);
  }, 60_000);
}
