import { createLog } from '@snaprun/core/log';
import { afterEach, expect, test, vi } from 'vitest';
import { connect } from './connect.ts';
import { createDockerDriver } from './driver.ts';
import { type FakeContainer, startFakeDaemon } from './testing/fake-daemon.ts';
import { startBroker } from './testing/start-broker.ts';
import { onJob, printing, sayReady } from './testing/supervisor.ts';

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

const image = 'snaprun-sandbox:test';

/** A driver before a broker before a fake daemon, and another that speaks to the daemon itself. */
async function start(runtime: string, onInput = printing('hello')) {
  const made: FakeContainer['settings'][] = [];
  const fake = await startFakeDaemon({
    onStart: (container) => {
      made.push(container.settings);
      sayReady(container);
    },
    onInput,
  });
  open.push(fake);
  const broker = await startBroker(fake.host, image, runtime);
  open.push(broker);
  const driverAt = async (host: string, pool = 0) => {
    const driver = await createDockerDriver({
      daemon: await connect({ host }),
      ...{ image, runtime, isProduction: true, workerId: 'wrk_test', installation: 'here', pool },
      log: createLog({}, () => undefined),
    });
    open.push(driver);
    return driver;
  };
  const hello = { code: 'print("hello")', inputPng: null };
  const run = async (host: string) => (await driverAt(host)).run(hello, new AbortController().signal).result;
  return { fake, broker, made, driverAt, run };
}

test.each(['runsc', 'runc'])(
  'through the broker a %s box is made exactly as without it, but for the label',
  async (runtime) => {
    const { fake, broker, made, run } = await start(runtime);
    expect((await run(fake.host)).execution).toMatchObject({ status: 'ok', stdout: 'hello' });
    expect((await run(broker.host)).execution).toMatchObject({ status: 'ok', stdout: 'hello', runtime });
    const [direct, brokered] = made;
    const { 'snaprun.broker': label, ...labels } = brokered?.Labels ?? {};
    expect(label).toBe('true');
    const created = expect.any(String);
    expect({ ...brokered, Labels: labels }).toEqual({
      ...direct,
      name: undefined,
      Labels: { ...direct?.Labels, 'snaprun.created': created },
    });
    await vi.waitFor(() => expect(fake.containers.size).toBe(0));
  },
);

test('through the broker boxes are kept warm', async () => {
  const { broker, driverAt, made } = await start('runsc');
  const driver = await driverAt(broker.host, 1);
  await vi.waitFor(() => expect(driver.poolSize?.().ready).toBe(1));
  expect(made[0]).not.toHaveProperty('Cmd');
});

test('through the broker a want of memory is told', async () => {
  const { broker, run } = await start(
    'runsc',
    onJob((container, write) => {
      container.write('stdout', write('S', ''));
      container.exit(137, true);
    }),
  );
  expect((await run(broker.host)).execution.status).toBe('out_of_memory');
});

test('the broker says nothing of what goes through it', async () => {
  const { broker, run } = await start('runsc');
  await run(broker.host);
  expect(broker.said()).not.toContain('hello');
});
