import { createLog } from '@snaprun/core/log';
import { createTestDatabase, type TestDatabase } from '@snaprun/core/testing/database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cluster } from './cluster.ts';
import { labels } from './pod-manifest.ts';
import { createPodSweep } from './sweep.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('a sweep takes the pods of dead workers of this installation, and no young or living one', async () => {
  const { sql } = database;
  await sql`insert into workers (id, host, slots, drivers) values ('wrk_living', 'here', 1, '{}'::text[])`;
  const removed: string[] = [];
  const asked: string[] = [];
  const pod = (name: string, worker: string, ageMs: number) => ({
    metadata: {
      name,
      labels: { [labels.worker]: worker },
      creationTimestamp: new Date(Date.now() - ageMs).toISOString(),
    },
    status: { phase: 'Running', containerStatuses: [], conditions: [] },
  });
  const cluster: Cluster = {
    create: () => Promise.reject(new Error('a sweep makes nothing')),
    get: () => Promise.resolve(null),
    attach: () => Promise.reject(new Error('a sweep attaches to nothing')),
    async list(selector) {
      asked.push(selector);
      return [
        pod('own', 'wrk_own', 300_000),
        pod('living', 'wrk_living', 300_000),
        pod('young', 'wrk_dead', 5_000),
        pod('stuck', 'wrk_dead', 300_000),
        pod('left', 'wrk_dead', 300_000),
      ];
    },
    async remove(name) {
      if (name === 'stuck') throw new Error('no');
      removed.push(name);
    },
  };
  const lines: string[] = [];
  const log = createLog({}, (line) => lines.push(line));
  await createPodSweep({ cluster, database, workerId: 'wrk_own', installation: 'here', log })();
  expect(asked).toEqual(['snaprun.dev/installation=here']);
  expect(removed).toEqual(['left']);
  expect(lines.join()).toContain('it is tried again');
});
