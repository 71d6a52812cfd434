import { AppError } from '@snaprun/core/errors';
import { newId } from '@snaprun/core/ids';
import { createLog } from '@snaprun/core/log';
import { afterAll, expect, test } from 'vitest';
import { describeConformance } from '../conformance.ts';
import { processesIn } from '../processes-in.ts';
import { connect, type Daemon } from './connect.ts';
import { labels } from './container-settings.ts';
import { createDockerDriver } from './driver.ts';
import { startBroker } from './testing/start-broker.ts';

const image = process.env.SANDBOX_IMAGE || 'snaprun-sandbox:dev';
const workerId = newId('worker');
const socket = process.env.DOCKER_HOST || 'unix:///var/run/docker.sock';

const brokers: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const broker of brokers) await broker.close();
});

function create(daemon: Daemon, runtime: string, pool: number) {
  return createDockerDriver({
    ...{ daemon, image, runtime, workerId, installation: workerId, pool, isProduction: true },
    log: createLog({}, () => undefined),
  });
}

/** A daemon behind a broker that can run programs with this runtime, or why there is none. */
async function find(runtime: string): Promise<Daemon | string> {
  if (!socket.startsWith('unix://')) return 'the broker speaks to a daemon on this machine only';
  const broker = await startBroker(socket, image, runtime);
  brokers.push(broker);
  try {
    const daemon = await connect({ host: broker.host }, 5_000);
    await (await create(daemon, runtime, 0)).close();
    return daemon;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

async function containers(): Promise<string[]> {
  const { docker } = await connect({ host: socket });
  const filters = JSON.stringify({ label: [`${labels.worker}=${workerId}`] });
  return (await docker.listContainers({ all: true, filters })).flatMap((container) => container.Names);
}

// The direct driver runs every hostile program under both runtimes; here it is the broker that is on trial.
for (const runtime of ['runsc']) {
  const daemon = await find(runtime);
  if (typeof daemon === 'string') {
    test.skip(`docker/${runtime} through the broker cannot run here: ${daemon}`, () => undefined);
    continue;
  }
  describeConformance(
    `docker/${runtime} through the broker`,
    () => create(daemon, runtime, 0),
    async (namespace, ranAt) => [...(await containers()), ...processesIn(namespace, ranAt)],
  );

  test(`a warm ${runtime} box answers through the broker, and closing leaves none`, async () => {
    const driver = await create(daemon, runtime, 2);
    await expect.poll(() => driver.poolSize?.().ready, { timeout: 30_000 }).toBe(2);
    const { execution } = await driver.run(
      { code: 'import sys; print("pandas" in sys.modules)', inputPng: null },
      new AbortController().signal,
    ).result;
    expect(execution.stdout).toBe('True\n');
    await driver.close();
    expect(await containers()).toEqual([]);
  }, 90_000);
}
