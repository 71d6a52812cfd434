import { createLog } from '@snaprun/core/log';
import { boxes, workers } from '@snaprun/core/schema/fleet';
import { createTestDatabase, type TestDatabase } from '@snaprun/core/testing/database';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createBoxLedger } from './box-ledger.ts';
import { connect } from './connect.ts';
import { installationOf } from './installation.ts';
import { openDocker } from './open.ts';
import { createBoxSweep } from './sweep.ts';
import { startFakeDaemon } from './testing/fake-daemon.ts';
import { printing, sayReady } from './testing/supervisor.ts';

const log = createLog({}, () => undefined);
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.sql`truncate workers, boxes`;
});

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
const labelled = (worker: string, installation: string, secondsAgo: number) => ({
  'snaprun.worker': worker,
  'snaprun.installation': installation,
  'snaprun.created': ago(secondsAgo).toISOString(),
});
const row = (id: string, heartbeatAt = new Date()) => ({
  id,
  host: 'h',
  slots: 1,
  drivers: ['docker'],
  heartbeatAt,
});

describe('the sweep', () => {
  test('removes old containers of dead workers and of nobody else', async () => {
    const fake = await startFakeDaemon();
    await database.db.insert(workers).values([row('wrk_living'), row('wrk_silent', ago(60))]);
    fake.leave('of-the-dead', labelled('wrk_dead', 'here', 61));
    fake.leave('of-the-silent', labelled('wrk_silent', 'here', 61));
    fake.leave('without-a-time', { 'snaprun.worker': 'wrk_dead', 'snaprun.installation': 'here' });
    fake.leave('never-started', labelled('wrk_dead', 'here', 6), 'created');
    fake.leave('starting', labelled('wrk_dead', 'here', 2), 'created');
    fake.leave('young', labelled('wrk_dead', 'here', 30));
    fake.leave('own', labelled('wrk_own', 'here', 300));
    fake.leave('of-the-living', labelled('wrk_living', 'here', 300));
    const { docker } = await connect({ host: fake.host });
    await createBoxSweep({ docker, database, workerId: 'wrk_own', installation: 'here', log })();
    expect([...fake.containers.keys()].sort()).toEqual(['of-the-living', 'own', 'starting', 'young']);
    await fake.close();
  });

  test('leaves what has just ended to the daemon, and what the living start to them, for a while', async () => {
    const fake = await startFakeDaemon();
    fake.leave('own', labelled('wrk_own', 'here', 300));
    fake.leave('ended', labelled('wrk_own', 'here', 61), 'exited');
    fake.leave('dead', labelled('wrk_own', 'here', 61), 'dead');
    fake.leave('starting', labelled('wrk_own', 'here', 90), 'created');
    fake.leave('stranded', labelled('wrk_own', 'here', 121), 'created');
    const { docker } = await connect({ host: fake.host });
    let now = 0;
    const clock = () => now;
    const sweep = createBoxSweep({ docker, database, workerId: 'wrk_own', installation: 'here', log, clock });
    for (now of [0, 9_999]) {
      await sweep();
      expect([...fake.containers.keys()].sort()).toEqual(['dead', 'ended', 'own', 'starting']);
    }
    now = 10_000;
    await sweep();
    expect([...fake.containers.keys()].sort()).toEqual(['own', 'starting']);
    await fake.close();
  });

  test('asks for the containers of its own installation only', async () => {
    const asked: string[] = [];
    const docker = {
      listContainers: async ({ filters }: { filters: string }) => {
        asked.push(filters);
        return [];
      },
    };
    const options = { database, workerId: 'wrk_own', installation: 'here', log };
    await createBoxSweep({ ...options, docker: docker as never })();
    expect(asked).toEqual(['{"label":["snaprun.installation=here"]}']);
  });

  test('removes rows that dead workers left, also when the daemon cannot remove a container', async () => {
    const fake = await startFakeDaemon({ fails: { remove: { status: 500, message: 'device is busy' } } });
    fake.leave('stuck', labelled('wrk_dead', 'here', 61));
    await database.db.insert(workers).values([row('wrk_living')]);
    const of = (id: string, workerId: string, createdAt: Date) => ({
      id,
      workerId,
      driver: 'docker',
      createdAt,
    });
    await database.db
      .insert(boxes)
      .values([of('a', 'wrk_dead', ago(90)), of('b', 'wrk_dead', ago(5)), of('c', 'wrk_living', ago(90))]);
    const { docker } = await connect({ host: fake.host });
    await createBoxSweep({ docker, database, workerId: 'wrk_own', installation: 'here', log })();
    const left = await database.db.select({ id: boxes.id }).from(boxes);
    expect(left.map(({ id }) => id).sort()).toEqual(['b', 'c']);
    await fake.close();
  });
});

describe('the ledger', () => {
  test('has a row while the box lives and none after it', async () => {
    const ledger = createBoxLedger(database, { workerId: 'wrk_own', driver: 'docker', log });
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    ledger.hold('box-1', 'job_1', ended);
    const rows = () => database.db.select().from(boxes);
    await vi.waitFor(async () =>
      expect(await rows()).toMatchObject([{ id: 'box-1', jobId: 'job_1', workerId: 'wrk_own' }]),
    );
    end();
    await ledger.close();
    expect(await rows()).toEqual([]);
  });

  test('a database that is away is logged and disturbs no run', async () => {
    const lines: string[] = [];
    const away = await createTestDatabase();
    await away.drop();
    const ledger = createBoxLedger(away, {
      workerId: 'wrk_own',
      driver: 'docker',
      log: createLog({}, (line) => lines.push(line)),
    });
    ledger.hold('box-1', 'job_1', Promise.resolve());
    await ledger.close();
    expect(lines.join('')).toContain('which job holds a sandbox is not known');
  });
});

describe('an installation', () => {
  test('has no name where Postgres does not tell its identity, and other trouble is not hidden', async () => {
    const refusing = (code: string) => ({
      sql: (() => Promise.reject(Object.assign(new Error('refused'), { code }))) as never,
    });
    expect(await installationOf(refusing('42501'))).toBeNull();
    await expect(installationOf(refusing('57P01'))).rejects.toThrow('refused');
  });

  test('is the same for everybody on one database and another on the next', async () => {
    const other = await createTestDatabase();
    const [one, again, next] = await Promise.all([database, database, other].map(installationOf));
    expect(one).toMatch(/^[0-9a-f]{16}$/);
    expect(again).toBe(one);
    expect(next).not.toBe(one);
    await other.drop();
  });
});

test('a worker’s driver keeps rows, sweeps, and leaves nothing when it closes', async () => {
  const fake = await startFakeDaemon({ onStart: sayReady, onInput: printing('hello') });
  const installation = await installationOf(database);
  fake.leave('of-the-dead', labelled('wrk_dead', installation ?? '', 61));
  const settings = { daemon: { host: fake.host }, image: 'x', isProduction: true, pool: 1 };
  const driver = await openDocker(settings, { database, workerId: 'wrk_own', log });
  await vi.waitFor(() => expect(fake.containers.has('of-the-dead')).toBe(false));
  const job = { code: '', inputPng: null, holder: { jobId: 'job_1' } };
  const { execution } = await driver.run(job, new AbortController().signal).result;
  expect(execution).toMatchObject({ status: 'ok', stdout: 'hello' });
  await driver.close();
  expect(fake.containers.size).toBe(0);
  expect(await database.db.select().from(boxes)).toEqual([]);
  await fake.close();
});
