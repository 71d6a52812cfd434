import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobEvent } from '@snaprun/core/events';
import { finalEvents } from '@snaprun/core/events';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Launcher, processesOf, startLauncher, until } from '../testing/launcher.ts';
import { findRunning, startTicks } from './data-directory.ts';
import { freePort } from './ports.ts';

const sample = join(import.meta.dirname, '../samples/bar-chart.png');
const hasPython = Boolean(process.env.SNAPRUN_PYTHON_HOME);
if (!hasPython) process.stderr.write('Skipped: the whole system needs Python.\n');

let data: string;
let port: number;
let system: Launcher;
const url = () => `http://127.0.0.1:${port}`;
const ready = (launcher: Launcher) =>
  until(launcher.stderr, () => launcher.stdout().includes('Snaprun is ready'), 60_000);
const pidOf = async (name: string) =>
  Number((await readFile(join(data, 'pids', `${name}.pid`), 'utf8')).split(' ')[0]);

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'snaprun-system-'));
  port = await freePort();
});
afterAll(async () => {
  system?.kill('SIGKILL');
  await rm(data, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

describe.skipIf(!hasPython)('the system of npm start', { timeout: 90_000 }, () => {
  test('says where it is ready, and serves page, api and contract on that origin', async () => {
    system = startLauncher(data, ['--port', String(port)], { DEMO_LATENCY_MS: '1500' });
    await ready(system);
    expect(system.stdout()).toBe(`Snaprun is ready at ${url()}\n`);
    const page = await fetch(`${url()}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect((await fetch(`${url()}/readyz`)).status).toBe(200);
    expect(await (await fetch(`${url()}/openapi.json`)).json()).toHaveProperty('openapi');
    expect((await fetch(`${url()}/v1/jobs`)).status).toBe(401);
  });

  test('refuses a second start on the same data, and a port that is taken, in a sentence with 3', async () => {
    const second = startLauncher(data, []);
    expect(await second.ended).toBe(3);
    expect(second.stderr()).toBe(
      `Snaprun already runs on ${data} at ${url()} (process ${system.pid}). Stop it, or give another directory with --data.\n`,
    );
    const elsewhere = startLauncher(join(data, 'tmp/other'), ['--port', String(port)]);
    expect(await elsewhere.ended).toBe(3);
    expect(elsewhere.stderr()).toBe(
      `Port ${port} is taken or not allowed. Give another with --port, or leave the flag out.\n`,
    );
  });

  test('a worker killed in the middle of a job is replaced, and the job that --once waits for ends well', async () => {
    const once = startLauncher(data, ['--once', sample, '--json', '--out', join(data, 'out')]);
    await until(once.stderr, () => once.stderr().includes('a worker has started'));
    const worker = await pidOf('worker-1');
    process.kill(worker, 'SIGKILL');
    expect(await once.ended, once.stderr()).toBe(0);
    expect(system.stderr()).toMatch(
      /^worker-1 ended \(SIGKILL\); starting it again in 0\.25 s\. Its log: .*$/m,
    );
    expect(await pidOf('worker-1')).not.toBe(worker);
    const { job } = JSON.parse(once.stdout());
    expect(job).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });

    const events = await eventsOf(job.id);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.filter(({ type }) => finalEvents.includes(type))).toHaveLength(1);
    expect(events.at(-1)?.type).toBe('job.succeeded');
    expect(events.map(({ type }) => type)).toContain('job.moved');
  });

  test('a Postgres that is killed in the middle of a job comes back, and api and worker outlive it', async () => {
    const once = startLauncher(data, ['--once', sample, '--json', '--out', join(data, 'out-postgres')]);
    await until(once.stderr, () => once.stderr().includes('saw bar'));
    const before = [await pidOf('worker-1'), await pidOf('api')];
    process.kill(await pidOf('postgres'), 'SIGKILL');
    expect(await once.ended, once.stderr()).toBe(0);
    expect(JSON.parse(once.stdout()).job).toMatchObject({ status: 'succeeded', outcome: 'reproduced' });
    expect([await pidOf('worker-1'), await pidOf('api')]).toEqual(before);
  });

  test('SIGTERM ends everything with 0 and frees the data', async () => {
    system.kill('SIGTERM');
    expect(await system.ended, system.stderr()).toBe(0);
    expect(system.stderr()).toMatch(/\nStopping\.\n$/);
    expect(await processesOf(data)).toEqual([]);
    expect(await findRunning(data)).toBeNull();
  });

  test('a launcher that is killed takes its services along, and the next start works', async () => {
    system = startLauncher(data, ['--port', String(port)]);
    await ready(system);
    const postgres = await pidOf('postgres');
    expect(await startTicks(postgres)).not.toBeNull();
    system.kill('SIGKILL');
    await system.ended;
    await until('all to end', async () => (await processesOf(data)).length === 0);
    // Ended is not gone yet: its parent was killed, and whoever takes it over has to collect it first.
    await until('Postgres to be gone', async () => (await startTicks(postgres)) === null);

    // The next is interrupted while it boots.
    const next = startLauncher(data, ['--port', String(port)]);
    await until(next.stderr, async () => {
      const pid = await pidOf('api').catch(() => null); // not started yet
      return pid !== null && (await startTicks(pid)) !== null;
    });
    next.kill('SIGINT');
    expect(await next.ended, next.stderr()).toBe(130);
    expect(next.stderr()).toBe('Stopped before it was done.\n');
    expect(await processesOf(data)).toEqual([]);

    const out = join(data, 'out-again');
    const once = startLauncher(data, ['--once', sample, '--out', out]);
    expect(await once.ended, once.stderr()).toBe(0);
    expect(once.stdout().trim().split('\n')).toContain(join(out, 'data.csv'));
    expect(await processesOf(data)).toEqual([]);
  });
});

/** The events of a job of `--once`, replayed from the first to the final one. */
async function eventsOf(jobId: string): Promise<JobEvent[]> {
  const signIn = await fetch(`${url()}/v1/local/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'once@snaprun.local' }),
  });
  const { token } = (await signIn.json()) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const stream = await (await fetch(`${url()}/v1/jobs/${jobId}/events`, { headers })).text();
  return [...stream.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json));
}
