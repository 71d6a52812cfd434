import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Fleet, startFleet } from './fleet.ts';
import { violations } from './invariants.ts';
import { ended, killAt, runningOn } from './kills.ts';

const run = promisify(execFile);
const isPossible = process.getuid?.() === 0 && ['/usr/sbin/ip', '/sbin/ip'].some(existsSync);
const name = `snaprun${process.pid % 10_000}`;
/** A link between this machine and a network of one worker's own; addresses that documentation keeps for itself. */
const [here, there] = ['198.51.100.1', '198.51.100.2'];

let fleet: Fleet;
const doors: Server[] = [];

/** Lets what comes to this machine's end of the link through to a port on loopback. */
async function door(port: number): Promise<number> {
  const server = createServer((socket) => {
    const onward = connect(port, '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, here, resolve));
  doors.push(server);
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe.skipIf(!isPossible)('a worker on another machine (needs root and ip; skipped without)', () => {
  beforeAll(async () => {
    await run('ip', ['netns', 'add', name]);
    await run('ip', ['link', 'add', `${name}a`, 'type', 'veth', 'peer', 'name', `${name}b`, 'netns', name]);
    await run('ip', ['addr', 'add', `${here}/30`, 'dev', `${name}a`]);
    await run('ip', ['link', 'set', `${name}a`, 'up']);
    const inside = (...args: string[]) => run('ip', ['netns', 'exec', name, 'ip', ...args]);
    await inside('addr', 'add', `${there}/30`, 'dev', `${name}b`);
    await inside('link', 'set', `${name}b`, 'up');
    fleet = await startFleet({ workers: 1, slots: 1, runMs: 300 });
  });
  afterAll(async () => {
    await fleet?.close();
    for (const server of doors) server.close();
    await run('ip', ['netns', 'del', name]).catch(() => undefined); // it was not made
  });

  test('shares a fleet with one here: no disc, no loopback, only Postgres, storage and models by their addresses', async () => {
    const moved = async (url: string) => {
      const to = new URL(url);
      to.port = String(await door(Number(to.port)));
      to.hostname = here;
      return to.href.replace(/\/$/, '');
    };
    const env = Object.fromEntries(
      await Promise.all(
        Object.entries(fleet.addresses).map(async ([key, url]) => [key, await moved(url)] as const),
      ),
    );
    // Its temporary folder and the system's data are hidden under empty ones.
    const alone = ['ip', 'netns', 'exec', name, 'unshare', '--mount', '--propagation', 'private', 'sh', '-c'];
    const hide = `mount -t tmpfs none ${JSON.stringify(fleet.folder)} && exec "$0" "$@"`;
    const far = await fleet.add(env, [...alone, hide]);
    const jobs = [];
    for (let n = 0; n < 6; n += 1) jobs.push(await fleet.job());
    for (const { id } of jobs) expect(await ended(fleet, id)).toBe('reproduced');
    const byWorker = await fleet.database.sql<
      { worker: string }[]
    >`select distinct worker_id as worker from jobs`;
    expect(byWorker.map(({ worker }) => worker)).toContain(far.workerId);
    expect(byWorker).toHaveLength(2);

    // What one begins on this side, the other ends on that side, and the other way round.
    const job = await fleet.job();
    const holder = await runningOn(fleet, job.id);
    fleet
      .workers()
      .find(({ workerId }) => workerId === holder)
      ?.kill('SIGKILL');
    expect(await ended(fleet, job.id)).toBe('reproduced');
    await killAt(fleet, 'in-sandbox', 0);
    expect(await violations(fleet, 2)).toEqual([]);
  }, 170_000);
});
